"""One-time codes: six digits that prove an address for five minutes."""
