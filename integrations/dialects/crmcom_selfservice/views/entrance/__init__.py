"""The way in: registering, signing in, codes, passwords."""
