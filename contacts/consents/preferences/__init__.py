"""How contacts like to be reached, and which organisations they prefer; their language is in the record."""
