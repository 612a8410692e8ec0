"""A call of a dialect from its first byte to its answer: who, how often, what, and what was wrong."""
