"""A contact after a patch, and what differs between two."""
