"""The resources, a file for each kind."""
