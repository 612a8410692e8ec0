"""What is kept with a contact: its photo and its files."""
