"""Pages about what comes in: runs as they go, what they found, and values that both sides changed."""
