"""Carrying deliveries out: claiming, trying, writing down how it ended, taking back what was lost."""
