"""What other systems are to be told: written with the change, claimed by workers, tried until it is done."""
