"""Records and patches from JSON values, and back."""
