"""Made-up people and companies, for trying out and for measuring."""
