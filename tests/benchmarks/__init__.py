"""The product side by side with the floor and with a plain application: ``python -m tests.benchmarks``."""
