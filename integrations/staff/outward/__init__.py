"""Pages about the way out: connections and webhooks, and what was delivered."""
