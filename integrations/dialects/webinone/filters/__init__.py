"""What a list is asked for: read once for all lists, and made into conditions on contacts."""
