"""Programs of other systems talking to us, and us to theirs: what every dialect shares."""
