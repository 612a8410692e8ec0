"""Files of contacts: what was uploaded, photos, and documents made from what is stored."""
