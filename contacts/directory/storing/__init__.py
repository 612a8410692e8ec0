"""How a record becomes rows, texts and journal, and how rows become a record again."""
