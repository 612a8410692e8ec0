"""The first page after signing in: how the address book grows, what it holds, and what just happened to it."""
