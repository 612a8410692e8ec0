"""Messages at the desk: what goes out, the texts, and writing to a contact."""
