"""Reading whole contacts from their snapshots: one, a keyset page, an offset window, or a stream of all."""
