"""What contacts agree to, on their pages and over all of them, and the texts they are shown."""
