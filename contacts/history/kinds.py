"""What can happen with a contact beside a change of its values, as a sentence whose subject is the actor.

``{name}`` and the like are filled from what was noted with it; a test proves that every kind that is noted stands here.
"""

KINDS: dict[str, str] = {
    "passkey_added": "added the passkey “{name}” for signing in",
    "passkey_removed": "removed the passkey “{name}”",
    "refresh_reused": "ended the sign-in on {device}: a token that was used before came back",
    "account_claimed": "proved an address and took over the account of this contact",
    "account_closed": "left the portal",
    "account_deactivated": "shut the account",
    "account_decided": "decided whose account it is",
    "account_invited": "invited the contact to the portal",
    "account_named": "set the user name of the account",
    "account_opened": "proved an address and signed in for the first time",
    "account_reactivated": "opened the account again",
    "account_registered": "registered",
    "account_sessions_ended": "signed the contact out everywhere",
    "account_unlocked": "lifted the lock on the password",
    "address_proven": "proved a new address to sign in with",
    "device_enrolled": "enrolled a device to sign in with",
    "password_changed": "changed the password",
    "password_reset": "set a new password from a mailed link",
    "password_set": "set a password for the contact",
    "message.sent": "sent {what} ({channel})",
    "message.refused": "could not send {what} ({channel})",
}
