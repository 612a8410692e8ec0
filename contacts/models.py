"""Import hub: Django finds every model here; the models live in their rooms."""
