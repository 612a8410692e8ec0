"""Registrations that wait for staff to say whose contact they are."""
