"""How long people stay signed in."""

import datetime as dt

from contacts.access.sessions.models import Kind
from contacts.options import queries as options
from contacts.options.declaration import Option, declare

GROUP = "Signing in"
WIFI_LIFE = dt.timedelta(minutes=15)

IDLE_DAYS = declare(
    Option(
        name="sessions.idle_days",
        label="Days without use",
        help="Somebody who chose to stay signed in is signed out after this many days without a visit.",
        group=GROUP,
        kind="number",
        default=30,
        least=1,
        most=30,
    )
)
UNREMEMBERED_HOURS = declare(
    Option(
        name="sessions.unremembered_hours",
        label="Hours without use, not remembered",
        help="The same for a browser whose owner did not choose to stay signed in.",
        group=GROUP,
        kind="number",
        default=12,
        least=1,
        most=720,
    )
)
MOST_DAYS = declare(
    Option(
        name="sessions.most_days",
        label="Days at most",
        help="However often somebody comes back, after this many days they sign in again.",
        group=GROUP,
        kind="number",
        default=90,
        least=1,
        most=90,
    )
)
OVERLAP_SECONDS = declare(
    Option(
        name="sessions.refresh_overlap_seconds",
        label="Seconds a used refresh token may be sent again",
        help="For apps that lose answers on bad networks. Each second also helps a thief; 0 is the safe choice.",
        group=GROUP,
        kind="number",
        default=0,
        least=0,
        most=10,
    )
)


def idle_until(now: dt.datetime, *, kind: str, remember: bool) -> dt.datetime:
    """When a session used at ``now`` ends if it is not used again."""
    if kind == Kind.PROGRAM or remember:
        return now + dt.timedelta(days=options.get(IDLE_DAYS))
    return now + dt.timedelta(hours=options.get(UNREMEMBERED_HOURS))


def ends(now: dt.datetime) -> dt.datetime:
    """When a session begun at ``now`` ends however much it is used."""
    return now + dt.timedelta(days=options.get(MOST_DAYS))
