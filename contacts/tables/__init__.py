"""Rows by the thousand: into one table in one statement, on either database."""
