"""Finding contacts: the filter language, search, orders and cursors, likely duplicates."""
