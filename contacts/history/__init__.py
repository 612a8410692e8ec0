"""What happened to contacts: every change, by whom and through which door, never altered."""
