"""Links that carry a right: 256 random bits, kept as their hash, used once."""
