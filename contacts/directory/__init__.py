"""Contacts and their parts: the rows, the one door that writes them, the snapshots that everybody reads."""
