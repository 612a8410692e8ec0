"""The parts of an installation as processes of their own, and the proxies between them."""
