"""The operator's decisions, read from the options that the rooms declare."""
