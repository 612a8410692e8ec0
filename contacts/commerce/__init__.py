"""What contacts did with us: orders with their lines and payments, cases, bookings."""
