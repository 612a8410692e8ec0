"""Secure zones: parts of a site that only some contacts may enter, until a time."""
