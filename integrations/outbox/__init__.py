"""What other systems are still to be told, as rows: written with the change, sent by workers, kept until it is done."""
