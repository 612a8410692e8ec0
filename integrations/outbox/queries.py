"""Reading the outbox: lists for staff and programs, and figures for those who watch the installation."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet
from msgspec import Struct

from integrations.connections.models import Connection, Lane
from integrations.outbox.models import GIVEN_UP, WAITS, Attempt, Delivery, Kind, State


def deliveries(
    *, connection: int | None = None, states: Iterable[str] = (), contact: int | None = None
) -> QuerySet[Delivery]:
    """Deliveries that match all that is given, newest first, each with its connection."""
    rows = Delivery.objects.select_related("connection").order_by("-pk")
    if connection is not None:
        rows = rows.filter(connection=connection)
    if wanted := list(states):
        rows = rows.filter(state__in=wanted)
    return rows if contact is None else rows.filter(contact=contact)


def tries(delivery: int) -> QuerySet[Attempt]:
    """The tries of one delivery, newest first."""
    return Attempt.objects.filter(delivery=delivery).order_by("-pk")


def counts(connections: Iterable[int] | None = None) -> dict[int, dict[str, int]]:
    """How many deliveries are in each state, by connection, in one statement."""
    rows = Delivery.objects.order_by()
    if connections is not None:
        rows = rows.filter(connection__in=list(connections))
    found: dict[int, dict[str, int]] = {}
    for connection, state, count in rows.values_list("connection", "state").annotate(Count("pk")):
        found.setdefault(connection, dict.fromkeys(State.values, 0))[state] = count
    return found


def waiting(counted: Mapping[str, int]) -> int:
    """How many of the deliveries ``counts`` found are still to be told."""
    return sum(counted.get(state, 0) for state in WAITS)


def given_up(counted: Mapping[str, int]) -> int:
    """How many of them were given up or set aside."""
    return sum(counted.get(state, 0) for state in GIVEN_UP)


def newest_of(contact: int) -> dict[int, Delivery]:
    """The newest delivery of a contact to each connection that has it as it is, in one statement."""
    rows = Delivery.objects.filter(contact=contact, kind=Kind.CONTACT).order_by()
    newest = rows.values("connection").annotate(newest=Max("pk")).values("newest")
    return {row.connection_id: row for row in Delivery.objects.filter(pk__in=newest)}


def under_way(connection: int, contacts: Iterable[int]) -> set[int]:
    """Those of ``contacts`` that wait to be told to a connection or are being told, in one statement."""
    rows = Delivery.objects.filter(connection=connection, contact__in=list(contacts), state__in=WAITS)
    return {contact for contact in rows.values_list("contact", flat=True) if contact is not None}


class Backlog(Struct, frozen=True):
    """What waits to be told, what was given up, how long the oldest due one of a running line has waited."""

    waiting: int
    sending: int
    given_up: int
    oldest_wait: dt.timedelta
    broken_lines: int


def backlog(*, now: dt.datetime) -> Backlog:
    """Figures over all connections; those that staff paused count as waiting and make nothing late."""
    is_enabled = dict(Connection.objects.order_by().values_list("pk", "is_enabled"))
    # Connections are named so that an index finds what has not ended well among all that has.
    rows = Delivery.objects.filter(connection__in=list(is_enabled), state__in=[*WAITS, *GIVEN_UP]).order_by()
    counted = dict(rows.values_list("state").annotate(Count("pk")))
    running = [pk for pk, enabled in is_enabled.items() if enabled]
    late = Delivery.objects.filter(connection__in=running, state=State.WAITING, due__lte=now)
    first = late.aggregate(first=Min("due"))["first"]
    return Backlog(
        waiting=counted.get(State.WAITING, 0),
        sending=counted.get(State.SENDING, 0),
        given_up=given_up(counted),
        oldest_wait=now - first if first else dt.timedelta(),
        broken_lines=Connection.objects.filter(is_enabled=True, lane__open_until__isnull=False).count(),
    )


def troubled() -> QuerySet[Connection]:
    """Connections with something given up, in one statement."""
    dead = Delivery.objects.filter(connection=OuterRef("pk"), state__in=GIVEN_UP)
    return Connection.objects.filter(Exists(dead))


def line_state(row: Connection, lane: Lane) -> str:
    """How a line does in a word: paused, open (not asked for a while), failing, ok or untried."""
    if not row.is_enabled:
        return "paused"
    if lane.open_until is not None:
        return "open"
    if lane.failures:
        return "failing"
    return "ok" if lane.last_success_at else "untried"
