"""What can happen with a contact beside a change of its values, as a sentence whose subject is the actor.

``{name}`` and the like are filled from what was noted with it; a test proves that every kind that is noted stands here.
"""

KINDS: dict[str, str] = {
    "message_sent": "sent {what} {how}",
    "message_refused": "could not send {what} {how}",
    "channels_preferred": "changed the preferred channels to {channels}",
    "organisation_forgotten": "took back that {organisation} is preferred for {type}",
    "organisation_preferred": "noted that {organisation} is preferred for {type}",
}
