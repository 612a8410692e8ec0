"""Writing deliveries: with the change they tell of, again for a webhook, and the hint that wakes a worker."""
