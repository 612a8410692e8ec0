"""Asking the vendor itself, for one contact at a time: how it signs in, what is sent for it, what answers mean."""
