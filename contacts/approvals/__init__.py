"""Asking a contact to approve something: decided once, signed in or from a mailed link."""
