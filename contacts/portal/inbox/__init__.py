"""The messages of every channel in one place."""
