"""One form for each kind of value, and what is wrong with one that has none."""
