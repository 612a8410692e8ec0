"""Whom a request means, and what its answer needs."""
