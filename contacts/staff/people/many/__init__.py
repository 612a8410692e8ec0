"""Many contacts changed alike: what is set, what that would do, and how it is undone."""
