"""Starting and stopping runs, deciding conflicts, and mending what drifted apart."""

import datetime as dt
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.utils import timezone

from contacts.background.models import OPEN_STATES, Job
from contacts.history.actor import SYSTEM, Actor
from contacts.record.errors import Invalid, invalid
from integrations.connections.models import Connection, Direction, Owner
from integrations.dialects.registry import BY_NAME
from integrations.sync.conflicts import resolve
from integrations.sync.models import CHOSEN, OPEN, Finding, Kind, Run, State
from integrations.sync.pulling.running import ask_for, fail
from integrations.sync.reopening import reopen

SIDES = (Owner.OURS.value, Owner.THEIRS.value, "owner")
KEPT = dt.timedelta(days=90)
DIED = "It could not go on"


def start_run(*, connection: int, actor: Actor, kind: str = "", dry_run: bool = False) -> Run:
    """Begin to fetch in the background: everything at first, later what they changed, unless ``kind`` says which.

    Raises ``Invalid`` at ``connection`` when it does not fetch, is paused, or has a run under way.
    """
    row = Connection.objects.select_related("lane").get(pk=connection)
    if row.direction == Direction.PUSH:
        raise invalid("connection", "push_only", "This connection only sends. Let it fetch first.")
    wanted = kind or (Kind.CHANGES if row.lane.pulled_at else Kind.FIRST)
    if wanted not in (Kind.FIRST, Kind.CHANGES):
        raise invalid("kind", "invalid_choice", "Expected first or changes.")
    return _started(row, Run(kind=wanted, dry_run=dry_run), actor)


def reconcile(*, connection: int, actor: Actor) -> Run:
    """Compare both sides in the background and list what differs; raises as ``start_run``."""
    return _started(Connection.objects.get(pk=connection), Run(kind=Kind.RECONCILE), actor)


def mend(*, run: int, side: str, actor: Actor, dry_run: bool = False) -> Run:
    """Mend what a reconcile found: take ``theirs``, send ``ours``, or go by the ``owner``; raises ``Invalid``."""
    if side not in SIDES:
        raise invalid("side", "invalid_choice", f"Expected one of {', '.join(SIDES)}.")
    source = Run.objects.select_related("connection").get(pk=run)
    if source.kind != Kind.RECONCILE or source.state in OPEN:
        raise invalid("run", "invalid", "Expected a reconcile that has ended.")
    return _started(source.connection, Run(kind=Kind.MEND, source=source, side=side, dry_run=dry_run), actor)


def mend_fields(*, finding: int, sides: Mapping[str, str], actor: Actor) -> Run:
    """Mend some of the fields in which one contact differs; ``sides`` is ``{path: "ours" or "theirs"}``.

    What is not named is left as it is, and so is what either side has changed since it was compared. Raises
    ``Invalid``, ``Finding.DoesNotExist``.
    """
    with transaction.atomic():
        row = Finding.objects.select_for_update(of=("self",)).select_related("run__connection").get(pk=finding)
        source = row.run
        is_open = row.kind == Finding.Kind.DRIFT and row.state == Finding.State.OPEN
        if not is_open or source.kind != Kind.RECONCILE or source.state in OPEN:
            raise invalid("finding", "invalid", "Nothing of it is to be mended any more.")
        if not sides:
            raise invalid("sides", "required", "Choose whose value stays, of one field at least.")
        if any(path not in row.values or side not in SIDES[:2] for path, side in sides.items()):
            raise invalid("sides", "invalid_choice", "Expected ours or theirs, of fields that differ.")
        Finding.objects.filter(run=source).exclude(choice={}).update(choice={})  # of a mending that did not end
        row.choice = dict(sides)
        row.save(update_fields=["choice"])
        return _started(source.connection, Run(kind=Kind.MEND, source=source, side=CHOSEN), actor)


def allow_deletions(*, run: int, actor: Actor) -> Run:
    """Let a run go on that stopped because many contacts are missing there; raises ``Invalid``."""
    with transaction.atomic():
        row = Run.objects.select_for_update().get(pk=run)
        if row.state != State.ASKING:
            raise invalid("run", "invalid", "It does not ask.")
        row.deletions_allowed, row.state = True, State.WAITING
        _saved(row)
    return row


def cancel(*, run: int, actor: Actor) -> None:
    """Stop a run behind its current page; what is in stays in."""
    rows = Run.objects.filter(pk=run, state__in=(*OPEN, State.ASKING))
    rows.update(state=State.CANCELLED, finished_at=timezone.now())


def start_due(*, now: dt.datetime) -> int:
    """Begin the runs whose time has come, and end those whose workers died; returns how many began."""
    _bury()
    ended = Max("runs__finished_at", filter=Q(runs__kind__in=[Kind.FIRST, Kind.CHANGES], runs__dry_run=False))
    asking = Q(runs__state__in=(*OPEN, State.ASKING))
    rows = Connection.objects.filter(is_enabled=True, pull_every__gt=0).exclude(direction=Direction.PUSH)
    rows = rows.exclude(pk__in=Connection.objects.filter(asking).values("pk")).select_related("lane")
    begun = 0
    for row in rows.annotate(ended=ended):
        quiet = max(filter(None, (row.lane.quiet_until, row.lane.open_until)), default=now)
        if quiet <= now and (row.ended is None or row.ended + dt.timedelta(minutes=row.pull_every) <= now):
            try:
                start_run(connection=row.pk, actor=SYSTEM)
                begun += 1
            except Invalid:
                continue  # somebody began one, or changed the connection, at the same moment
    return begun


def _bury() -> None:
    """A run whose job is no more waits for nobody."""
    jobs = Job.objects.filter(pk=OuterRef("job"))
    rows = Run.objects.filter(~Exists(jobs.filter(state__in=OPEN_STATES)), state__in=OPEN)
    for pk, why in rows.annotate(why=Subquery(jobs.values("last_error")[:1])).values_list("pk", "why"):
        fail(pk, f"{DIED}: {why}" if why else f"{DIED}.")


def drop_old(*, now: dt.datetime) -> int:
    """Forget runs that ended long ago, with their findings; what was decided on conflicts stays. Returns how many."""
    ended = Run.objects.filter(finished_at__lt=now - KEPT).exclude(state=State.ASKING)
    return ended.delete()[1].get("integrations.Run", 0)


def _started(connection: Connection, row: Run, actor: Actor) -> Run:
    """The run stored and asked for; the database has one open run of a connection at most."""
    dialect = BY_NAME.get(connection.dialect)
    if dialect is None or dialect.connector is None:
        raise invalid("connection", "unable", "Nothing can be fetched from this kind of system.")
    if not connection.is_enabled:
        raise invalid("connection", "paused", "The connection is paused. Let it go on first.")
    row.connection, row.started_by = connection, actor.label[:200]
    with transaction.atomic():
        _saved(row)
    return row


def _saved(row: Run) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        sentence = "A run of this connection is under way. Wait for it, or cancel it."
        raise invalid("connection", "running", sentence) from None
    row.job = ask_for(row.pk)


__all__ = [
    "allow_deletions", "cancel", "drop_old", "mend", "mend_fields", "reconcile", "reopen", "resolve", "start_due",
    "start_run",
]  # fmt: skip
