"""The ZIP with everything that is kept of a contact."""
