"""Deciding about one contact of theirs: which of ours it is, what differs, and whose value stays."""
