"""Who may come in by program: API keys, how often they may ask, and answers kept for repeated requests."""
