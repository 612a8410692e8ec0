"""The way in: registering, signing in, and the links and codes that are sent for it."""
