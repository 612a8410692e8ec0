"""The endpoints by topic: each reads, makes one call into a room, and renders."""
