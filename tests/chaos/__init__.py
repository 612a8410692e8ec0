"""A whole installation is killed, flushed, restarted and cut off on a seeded schedule while programs write to it.

``python -m tests.chaos --minutes 20 --seed 1`` is the long form; the suite runs a short one.
"""
