"""What a customer ordered, asked for and booked, on paper too."""
