"""What must hold at the end: every list of differences is empty."""
