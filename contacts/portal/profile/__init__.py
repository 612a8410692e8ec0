"""A customer's own details: what they may see of their record, and the part of it that they may change."""
