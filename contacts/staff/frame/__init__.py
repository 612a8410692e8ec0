"""What stands around every page: who may come in, navigation, palette, toasts, signing in."""
