"""Who is signed in, by browser or by program, for how long, and how that ends."""
