"""What people may ask about the data that is kept of them."""
