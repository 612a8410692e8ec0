"""Cases and bookings: forms that contacts sent, the second kind for an event."""
