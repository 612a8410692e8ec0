"""Desks of the rows that contacts point at, of zones, and of the fields that staff define."""
