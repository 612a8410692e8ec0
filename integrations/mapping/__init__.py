"""Between a vendor's words and ours: tables of (their path, our slot, codec), compiled at import. Plain Python."""
