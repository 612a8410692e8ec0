"""The two kinds of token: opaque ones that are looked up, and signed ones that say whom they are for."""
