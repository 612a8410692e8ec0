"""What a customer agreed to, how they like to be reached, and the proof of every answer."""
