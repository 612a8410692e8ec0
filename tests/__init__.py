"""The suite."""

PLAIN = False  # ``verify`` of httpx for an http address: else each client reads all authorities first, for 25 ms
