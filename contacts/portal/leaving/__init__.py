"""Taking one's data along, and leaving."""
