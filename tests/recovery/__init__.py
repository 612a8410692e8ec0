"""What must survive: workers killed at every step, many at once, and strangers who try every door."""
