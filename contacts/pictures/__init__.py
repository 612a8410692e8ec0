"""Surface: photos by their address, for staff, for programs with a key and for the one they show."""
