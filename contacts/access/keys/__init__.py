"""API keys: what a program proves who it is with, what it may do, and how often."""
