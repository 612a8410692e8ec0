"""The pages that a run reads: their list, what they did not list, ours that they never had, what is to be mended."""

import datetime as dt
import threading
from collections.abc import Iterable
from concurrent.futures import Future

from django.db.models import Q, QuerySet
from django.utils import timezone
from msgspec import Struct, field

from contacts.directory.models import Contact
from integrations.connections.models import ExternalId
from integrations.connections.queries import secret_of
from integrations.sync.models import CHOSEN, Finding, Kind, Phase, Run
from integrations.wire.outbound.connector import Connector, Found, Handle
from integrations.wire.outbound.troubles import Declined, NotAdmitted

FEW = 20  # contacts that are asked for one by one in a page
MANY = 200  # contacts of ours
DRIFTED = (Finding.Kind.DRIFT, Finding.Kind.ONLY_THERE, Finding.Kind.ONLY_HERE, Finding.Kind.GONE)


class Batch(Struct, frozen=True, kw_only=True):
    """One page. ``gone`` are ids there that have no contact any more, ``strangers`` ours that they never had.

    ``after`` is where the next page begins, ``at`` when this one was asked for; ``is_last`` of its phase. ``chosen``
    are findings of which staff chose some fields, by the id there.
    """

    at: dt.datetime
    after: str
    is_last: bool
    items: list[Found] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    strangers: list[int] = field(default_factory=list)
    findings: list[tuple[str, int]] = field(default_factory=list)  # with the id there
    chosen: dict[str, Finding] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    total: int | None = None


class Pages:
    """Reads for one job: the other side is asked for the next page of its list while the one before it is stored."""

    def __init__(self, connector: Connector) -> None:
        self.connector = connector
        self._begun: tuple[str, Future[Batch]] | None = None

    @property
    def is_ahead(self) -> bool:
        """Whether a page is on its way that nobody has taken."""
        return self._begun is not None

    def next(self, run: Run, *, ahead: bool = True) -> Batch:
        """What stands behind ``run.after``; raises ``TryAgain``, or ``Declined`` when nothing can be read at all.

        ``ahead`` begins to read the page behind it, where there is one.
        """
        begun, self._begun = self._begun, None
        if run.kind == Kind.MEND or run.phase != Phase.THEIRS or not self.connector.lists:
            return _looked_up(run, self.connector)
        is_begun = begun is not None and begun[0] == run.after
        batch = begun[1].result() if begun and is_begun else _listed(self.connector, run.since, run.after)
        if ahead and batch.after:
            self._begin(run.since, batch.after)
        return batch

    def _begin(self, since: str, after: str) -> None:
        """In a thread that touches no database, and that a process which ends does not wait for."""
        future: Future[Batch] = Future()
        self._begun = after, future

        def read() -> None:
            try:
                future.set_result(_listed(self.connector, since, after))
            except BaseException as error:  # raised where the page is taken
                future.set_exception(error)

        threading.Thread(target=read, name="page ahead", daemon=True).start()


def _listed(connector: Connector, since: str, after: str) -> Batch:
    now = timezone.now()
    page = connector.page(since=since, after=after)
    return Batch(at=now, after=page.after, is_last=not page.after, items=page.items, total=page.total)


def _looked_up(run: Run, connector: Connector) -> Batch:
    now = timezone.now()
    if run.kind == Kind.MEND:
        return _chosen(run, connector, now) if run.side == CHOSEN else _to_mend(run, connector, now)
    if run.phase == Phase.OURS:
        return _strangers(run, now)
    return _one_by_one(absent(run) if run.phase == Phase.ABSENT else _linked(run), run, connector, now)


def absent(run: Run) -> QuerySet[ExternalId]:
    """Contacts that should have been in the list that this run read whole, and were not."""
    return _linked(run).filter(Q(seen_at=None) | Q(seen_at__lt=run.started_at), created_at__lt=run.started_at)


def linked_count(run: Run) -> int:
    """How many contacts they are known to have."""
    return _linked(run).count()


def _linked(run: Run) -> QuerySet[ExternalId]:
    return ExternalId.objects.filter(connection=run.connection_id, theirs__isnull=False, gone_at=None)


def _one_by_one(rows: QuerySet[ExternalId], run: Run, connector: Connector, now: dt.datetime) -> Batch:
    some = list(rows.filter(pk__gt=int(run.after or 0)).order_by("pk")[:FEW])
    batch = _fetched(some, connector, now)
    after = str(some[-1].pk) if some else run.after
    total = None if run.total is not None or run.phase != Phase.THEIRS else rows.count()
    return Batch(
        at=now, after=after, is_last=len(some) < FEW, items=batch.items, gone=batch.gone, refused=batch.refused,
        total=total,
    )  # fmt: skip


def _fetched(rows: Iterable[ExternalId], connector: Connector, now: dt.datetime) -> Batch:
    batch = Batch(at=now, after="", is_last=False)
    for row in rows:
        assert row.theirs is not None
        try:
            found = connector.fetch(Handle(row.theirs, secret_of(row)))
        except NotAdmitted:
            raise
        except Declined as error:
            batch.refused[row.theirs] = str(error)
            continue
        if found is None:
            batch.gone.append(row.theirs)
        else:
            batch.items.append(found)
    return batch


def _strangers(run: Run, now: dt.datetime) -> Batch:
    mine = ExternalId.objects.filter(connection=run.connection_id).values("contact")
    rows = Contact.objects.filter(pk__gt=int(run.after or 0), is_archived=False).exclude(pk__in=mine)
    some = list(rows.order_by("pk").values_list("pk", flat=True)[:MANY])
    after = str(some[-1]) if some else run.after
    return Batch(at=now, after=after, is_last=len(some) < MANY, strangers=some)


def _chosen(run: Run, connector: Connector, now: dt.datetime) -> Batch:
    """The contacts of which staff chose fields; one that is gone there is for a fetch to judge."""
    rows = Finding.objects.filter(run=run.source_id, state=Finding.State.OPEN).exclude(choice={})
    chosen = {one.theirs: one for one in rows.order_by("pk")}
    links = ExternalId.objects.filter(connection=run.connection_id, theirs__in=chosen)
    batch = _fetched(links, connector, now)
    gone = dict.fromkeys(batch.gone, "The other side does not have it any more.")
    return Batch(
        at=now, after="", is_last=True, items=batch.items, refused=batch.refused | gone, chosen=chosen,
        total=len(chosen),
    )  # fmt: skip


def _to_mend(run: Run, connector: Connector, now: dt.datetime) -> Batch:
    rows = Finding.objects.filter(run=run.source_id, kind__in=DRIFTED, state=Finding.State.OPEN)
    some = list(rows.filter(pk__gt=int(run.after or 0)).order_by("pk")[:FEW])
    wanted = {one.theirs: one.pk for one in some if one.theirs}
    known = ExternalId.objects.filter(connection=run.connection_id, theirs__in=wanted)
    links = {row.theirs: row for row in known}
    rows_ = [links.get(theirs) or ExternalId(theirs=theirs) for theirs in wanted]
    batch = _fetched(rows_, connector, now)
    strangers = [one.contact_id for one in some if not one.theirs and one.contact_id]
    findings = list(wanted.items()) + [("", one.pk) for one in some if not one.theirs]
    return Batch(
        at=now, after=str(some[-1].pk) if some else run.after, is_last=len(some) < FEW, items=batch.items,
        gone=batch.gone, refused=batch.refused, strangers=strangers, findings=findings,
        total=rows.count() if run.total is None else None,
    )  # fmt: skip
