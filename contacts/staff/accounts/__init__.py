"""Staff users, and groups with their permissions."""
