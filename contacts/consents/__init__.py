"""What contacts agree to: the log of their answers, the texts they were shown, and the gate before every send."""
