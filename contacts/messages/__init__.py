"""Communications: what is said to contacts by mail, SMS, in the app and on their devices, and what became of it."""
