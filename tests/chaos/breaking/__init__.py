"""Defences of the product switched off one at a time, to see that a run misses them (``--break``)."""
