"""Orders, cases and bookings at the desk."""
