"""What can happen with a contact beside a change of its values, as a sentence whose subject is the actor.

``{name}`` and the like are filled from what was noted with it; a test proves that every kind that is noted stands here.
"""

KINDS: dict[str, str] = {
    "passkey_added": "added the passkey “{name}” for signing in",
    "passkey_removed": "removed the passkey “{name}”",
    "refresh_reused": "ended the sign-in on {device}: a token that was used before came back",
}
