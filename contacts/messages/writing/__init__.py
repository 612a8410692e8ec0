"""From a key and values to the text of a message: language, templates, filling in, sealing, clean HTML."""
