"""Fetching what other systems have: runs page by page, values that both sides changed, and what drifted apart."""
