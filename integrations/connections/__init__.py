"""Accounts of ours at other systems: where they are, what proves us there, and what each of them calls our contacts."""
