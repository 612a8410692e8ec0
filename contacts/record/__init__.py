"""The vocabulary: a contact, a change to a contact, and what is wrong with one. Plain Python, no framework."""
