"""Reaching other people's servers at addresses that somebody typed, without being sent into our own network."""
