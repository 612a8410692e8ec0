"""Resources of the native API about other systems: connections, webhooks and what they were told."""
