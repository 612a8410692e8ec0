"""Asking the vendor itself: what its answers mean, and what is to be sent so that a contact there is as it is here."""
