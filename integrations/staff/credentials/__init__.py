"""Pages about credentials: the list, issuing and renewing, one of them."""
