"""Words beside those of a contact: how they are read, and how they are said."""
