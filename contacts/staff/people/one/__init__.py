"""One contact: its page, its parts, its timeline, and how it begins."""
