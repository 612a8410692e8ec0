"""Approvals at the desk: asking a contact, and what became of it."""
