"""What one contact means for one system: create, change or delete there, and which of its values are news."""
