"""The staff desk's pages about what stands around the contacts: dialects, credentials, the log of calls."""
