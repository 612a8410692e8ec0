"""Files that contacts sent or were given, and their photos."""
