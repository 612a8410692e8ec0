"""How long a session lasts without use, and the places that remember it."""

import datetime as dt

from contacts.access.sessions.models import Kind
from contacts.access.sessions.options import IDLE_DAYS, MOST_DAYS, UNREMEMBERED_HOURS
from contacts.options import queries as options

WIFI_LIFE = dt.timedelta(minutes=15)


def idle_until(now: dt.datetime, *, kind: str, remember: bool) -> dt.datetime:
    """When a session used at ``now`` ends if it is not used again."""
    if kind == Kind.PROGRAM or remember:
        return now + dt.timedelta(days=options.get(IDLE_DAYS))
    return now + dt.timedelta(hours=options.get(UNREMEMBERED_HOURS))


def ends(now: dt.datetime) -> dt.datetime:
    """When a session begun at ``now`` ends however much it is used."""
    return now + dt.timedelta(days=options.get(MOST_DAYS))
