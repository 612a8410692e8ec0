"""Which contacts are meant: filters, search, orders, likeness."""
