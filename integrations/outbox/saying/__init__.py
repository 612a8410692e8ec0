"""What one contact means for one system: create, change or delete it there, and which of its fields are sent."""
