"""A write that is sent again applies once."""
