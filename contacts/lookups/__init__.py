"""Rows that staff edit and contacts point at: categories, groups, organisations, custom fields, countries."""
