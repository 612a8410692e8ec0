"""The native API: REST over contacts and what belongs to them, under ``/api/v1/``."""
