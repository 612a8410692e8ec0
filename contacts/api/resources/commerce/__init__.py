"""Orders, cases, bookings and what is printed of them."""
