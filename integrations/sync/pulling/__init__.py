"""Carrying out a run: the pages that it reads, and each of them stored at once."""
