"""The messages that come with the product: what each takes, and its texts, a module for each language."""
