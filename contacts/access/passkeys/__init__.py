"""Signing in with a passkey: a key pair that the owner's device keeps and unlocks (WebAuthn Level 2)."""
