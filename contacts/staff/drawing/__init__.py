"""Pieces that pages are composed of: charts, in-place editing, record cards, the filter builder."""
