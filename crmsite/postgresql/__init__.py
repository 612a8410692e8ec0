"""The database engine of PostgreSQL installations: Django's own, which looks at a connection without a round trip."""
