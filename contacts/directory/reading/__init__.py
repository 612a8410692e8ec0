"""Contacts read whole, as their stored texts: one, a page, a window, all of them."""
