"""What keeps an account one's own: password, passkeys, sessions, and proving again who one is."""
