"""Calling other systems: the line to an account, what can go wrong, and what every vendor's connector can do."""
