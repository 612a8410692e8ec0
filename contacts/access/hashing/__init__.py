"""Passwords: which are accepted, and hashing them without letting anybody fill the memory."""
