"""Claiming deliveries that are due. A claim is a delivery under one lease; claiming locks the lane of its connection.

A connection has at most two calls under way, a contact one. Events of a contact keep their order: one waits while an
older one waits or is under way. After five failures in a row the circuit of a lane opens: it lets through one probe at
a time, after a pause as long as the time since its last success, at least one second and at most thirty. So a system
that fails now and then is hardly held up, and one that is down is asked twice a minute.
"""

import datetime as dt
from collections.abc import Collection

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from msgspec import Struct

from contacts.background.leasing import this_process
from integrations.connections.models import Lane
from integrations.outbox.models import Delivery, Kind, State

AT_ONCE = 2  # calls of one connection
FAILURES = 5  # in a row that open a circuit
PROBE_EACH = dt.timedelta(seconds=30)
SOONEST_PROBE = dt.timedelta(seconds=1)
# As words of the statement and not as its parameters: SQLite finds the partial indexes only so.
WAITING = RawSQL(f"'{State.WAITING}'", ())  # noqa: S611 - our own words
SENDING = RawSQL(f"'{State.SENDING}'", ())  # noqa: S611


class Claim(Struct, frozen=True):
    """One delivery for one lease; one that ``is_probe`` is to find out whether a broken line works again."""

    delivery: int
    lease: int
    connection: int
    is_probe: bool = False


def claim_due(*, now: dt.datetime, most: int) -> list[Claim]:
    """Take at most ``most`` deliveries that are due; each is given to one process only."""
    claims: list[Claim] = []
    for lane in list(_open_lanes(now).values_list("pk", flat=True)):  # a plain read: mostly there is nothing
        if len(claims) >= most:
            break
        with transaction.atomic():
            claims += _claim(lane, now=now, most=most - len(claims))
    return claims


def _open_lanes(now: dt.datetime) -> QuerySet[Lane]:
    """Lanes with something to do and room for it."""
    sending = Delivery.objects.filter(connection=OuterRef("pk"), state=SENDING).order_by()
    count = Coalesce(Subquery(sending.values("connection").annotate(n=Count("pk")).values("n")), 0)
    has_work = Exists(_claimable(now).filter(connection=OuterRef("pk")))
    return _callable(now).filter(has_work).alias(sending=count).filter(sending__lt=AT_ONCE).order_by("pk")


def _callable(now: dt.datetime) -> QuerySet[Lane]:
    return Lane.objects.filter(
        Q(open_until=None) | Q(open_until__lte=now),
        Q(quiet_until=None) | Q(quiet_until__lte=now),
        connection__is_enabled=True,
    )


def _claimable(now: dt.datetime) -> QuerySet[Delivery]:
    same = Delivery.objects.filter(connection=OuterRef("connection"), contact=OuterRef("contact"))
    return Delivery.objects.filter(
        ~Exists(same.filter(state=SENDING)),
        ~Exists(same.filter(state=WAITING, kind=Kind.EVENT, pk__lt=OuterRef("pk"))),
        state=WAITING,
        due__lte=now,
    )


def _claim(lane_id: int, *, now: dt.datetime, most: int) -> list[Claim]:
    # SQLite needs no row locks: settings open each transaction as a writer, one at a time.
    locks = connection.features.has_select_for_update_skip_locked
    lanes = _callable(now).filter(pk=lane_id)
    lane = (lanes.select_for_update(skip_locked=True, of=("self",)) if locks else lanes).first()
    if lane is None:
        return []
    is_probe = lane.failures >= FAILURES
    sending = Delivery.objects.filter(connection=lane_id, state=State.SENDING).count()
    due = in_turn(lane_id, now)
    due = due.select_for_update(skip_locked=True, of=("self",)) if locks else due
    room = min(most, (1 if is_probe else AT_ONCE) - sending)
    claims = [Claim(row.pk, row.lease + 1, lane_id, is_probe) for row in due[: max(room, 0)]]
    if claims and is_probe:
        Lane.objects.filter(pk=lane_id).update(open_until=now + rest(lane.last_success_at, now))
    Delivery.objects.filter(pk__in=[claim.delivery for claim in claims]).update(
        state=State.SENDING, lease=F("lease") + 1, lease_until=now + settings.BACKGROUND_LEASE, worker=this_process(),
        first_tried_at=Coalesce("first_tried_at", now),
    )  # fmt: skip
    return claims


def in_turn(lane_id: int, now: dt.datetime) -> QuerySet[Delivery]:
    """What may be sent on a line, in the order of its index: however much waits, the first rows are found at once."""
    return _claimable(now).filter(connection=lane_id).order_by("in_bulk", "due", "pk")


def rest(worked_at: dt.datetime | None, now: dt.datetime) -> dt.timedelta:
    """How long a line that broke is left alone before it is asked again."""
    longest = scaled(PROBE_EACH)
    return longest if worked_at is None else min(max(now - worked_at, scaled(SOONEST_PROBE)), longest)


def scaled(span: dt.timedelta) -> dt.timedelta:
    """A wait of ours as long as this installation waits: tests and rehearsals cannot wait a quarter of an hour."""
    return span * settings.OUTBOX_TIME_SCALE


def renew(*, held: Collection[Claim], now: dt.datetime) -> None:
    """Keep what this process is still sending."""
    mine = Q(pk__in=[])
    for claim in held:
        mine |= Q(pk=claim.delivery, lease=claim.lease)
    Delivery.objects.filter(mine, state=State.SENDING).update(lease_until=now + settings.BACKGROUND_LEASE)


def keep(claim: Claim, *, now: dt.datetime) -> bool:
    """Renew one claim; False when it is somebody else's by now."""
    row = Delivery.objects.filter(pk=claim.delivery, lease=claim.lease, state=State.SENDING)
    return bool(row.update(lease_until=now + settings.BACKGROUND_LEASE))
