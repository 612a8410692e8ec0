"""The endpoints: each reads, makes one call, and renders."""
