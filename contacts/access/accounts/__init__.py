"""People's own way in: accounts, what they sign in with, and how these are proven."""
