"""Orders: what they hold, how their sums come about, and who may change them how."""
