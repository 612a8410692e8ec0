"""Whose contact a proven address belongs to, and what staff must decide."""
