"""What is noted of somebody's second factor, and what its owner is told by mail."""

import datetime as dt

from django.contrib.auth.models import User

from contacts.access import sending
from contacts.access.factors.models import FactorEvent, Kind
from contacts.history.actor import Actor


def report(user: User, kind: Kind, *, actor: Actor, now: dt.datetime, about: str = "") -> None:
    """Write down that it happened, and a mail where there is an address, in the caller's transaction."""
    FactorEvent.objects.create(
        user_id=user.pk, kind=kind, at=now, actor_id=actor.id, actor_label=actor.label, about=about
    )
    if user.email:
        values = {"user": user.get_username(), "what": str(kind.label), "when": f"{now:%d %b %Y %H:%M} UTC"}
        sending.send(contact=None, to=user.email, channel="EMAIL", template="access.second_factor", values=values)
