"""The tabs of the record page; a room with pages of its own keeps its tab beside them."""
