"""One contact of theirs beside ours: who it is, what differs, and whose value stays."""
