"""Values at rest that a database dump must not show: sealed with AES-256-GCM, found again by a keyed index."""
