"""Reading the journal: one contact's timeline, a body at a revision, who made it, and the feed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BigIntegerField, Func, Q, QuerySet

from contacts.history.models import Change, Happening
from contacts.record.changing import diff
from contacts.record.changing.diff import Body
from contacts.record.parsing import codec
from contacts.tables import sent

MOST_ALTERNATIVES = 500  # in one condition; SQLite reads at most 1,000 inside of each other
LINE = ("contact_id", "action", "at", "actor_label", "door", "door_detail", "request", "changes")  # of an overview


class OldestRunning(Func):
    """Every transaction below this id has ended, on PostgreSQL (``pg_snapshot_xmin``)."""

    template = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    arity = 0
    output_field = BigIntegerField()


def of_contact(contact_id: int) -> QuerySet[Change]:
    """A contact's changes, newest first."""
    return Change.objects.filter(contact_id=contact_id).order_by("-revision")


def happenings(contact_id: int) -> QuerySet[Happening]:
    """What happened with a contact beside changes of its values, newest first."""
    return Happening.objects.filter(contact_id=contact_id).order_by("-id")


def body_at(contact_id: int, revision: int) -> Body | None:
    """The contact as it was at ``revision``, replayed from its beginning; None when it had none."""
    body: Body | None = None
    rows = Change.objects.filter(contact_id=contact_id, revision__lte=revision).order_by("revision")
    for row in rows.iterator(chunk_size=500):
        body = _after(body, row)
    return body


def bodies_now(contact_ids: Iterable[int]) -> Iterator[tuple[int, tuple[Body, int]]]:
    """``(contact, (body, number of entries))`` with each journal replayed to its end, in one statement."""
    rows = Change.objects.filter(contact_id__in=list(contact_ids)).order_by("contact_id", "revision")
    for contact, entries in groupby(rows.iterator(chunk_size=500), key=lambda row: row.contact_id):
        body: Body | None = None
        for count, row in enumerate(entries, 1):  # noqa: B007 - the last count is the number of entries
            body = _after(body, row)
        assert body is not None
        yield contact, (body, count)


def since(revisions: Mapping[int, int]) -> dict[int, list[Change]]:
    """The changes of each contact behind its revision, oldest first, in one statement for some hundred contacts."""
    found: dict[int, list[Change]] = {contact: [] for contact in revisions}
    pairs = list(revisions.items())
    for start in range(0, len(pairs), MOST_ALTERNATIVES):
        behind = Q()
        for contact, revision in pairs[start : start + MOST_ALTERNATIVES]:
            behind |= Q(contact_id=contact, revision__gt=revision)
        for row in Change.objects.filter(behind).order_by("contact_id", "revision").iterator(chunk_size=500):
            found[row.contact_id].append(row)
    return found


def _after(body: Body | None, row: Change) -> Body:
    body = diff.replay(body, codec.loads(row.changes))
    return body | {"revision": row.revision, "updated_at": codec.moment(row.at)}


def feed(after: tuple[int, int], limit: int) -> list[Change]:
    """At most ``limit`` changes after the cursor ``(transaction, id)``, in one order that never grows behind it."""
    transaction, id_ = after
    rows = Change.objects.filter(Q(transaction__gt=transaction) | Q(transaction=transaction, id__gt=id_))
    if connection.vendor == "postgresql":
        rows = rows.filter(transaction__lt=OldestRunning())
    return list(rows.order_by("transaction", "id")[:limit])


class Who(NamedTuple):
    """Who made a change."""

    id: int | None
    label: str


def first_and_last(revisions: Mapping[int, int]) -> dict[tuple[int, bool], Who]:
    """Who made each contact and who made its given revision, by ``(contact, whether it is the first)``.

    In one statement by the key of each change: a long journal is not read for its ends. What it says never changes.
    """
    wanted = sorted({(contact, number) for contact, last in revisions.items() for number in (1, last)})
    found: dict[tuple[int, bool], Who] = {}
    for contact, number, id_, label in _made(wanted) if wanted else ():
        for is_first in {number == 1, number != revisions[contact]}:
            found[contact, is_first] = Who(id_, label)
    return found


def _made(keys: Sequence[tuple[int, int]]) -> list[tuple[int, int, int | None, str]]:
    """``(contact, revision, actor_id, actor_label)`` of changes by contact and revision."""
    contacts, numbers = zip(*keys, strict=True)
    values: list[Any] = [list(contacts), list(numbers)]
    wanted = "unnest(%s::bigint[], %s::int[]) AS wanted (contact, number)"
    if connection.vendor != "postgresql":
        values = [value for key in keys for value in key]
        places = ", ".join(["(%s, %s)"] * len(keys))
        wanted = f"(SELECT column1 AS contact, column2 AS number FROM (VALUES {places})) AS wanted"  # noqa: S608
    statement = (
        "SELECT contact_id, revision, actor_id, actor_label"  # noqa: S608 - places alone
        f" FROM {wanted} JOIN contacts_change ON contact_id = contact AND revision = number"
    )
    if connection.vendor == "postgresql":
        return sent.loaded(statement, values)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def tokens_changed_since(contact_id: int, revision: int, slots: set[str]) -> dict[str, str]:
    """The sealed tokens as they were at ``revision``, of those ``slots`` that changed after it; empty: none then."""
    found: dict[str, str] = {}
    rows = Change.objects.filter(contact_id=contact_id, revision__gt=revision).exclude(sealed="").order_by("revision")
    for text in rows.values_list("sealed", flat=True):
        for slot, (old, _new) in codec.loads(text).items():
            if slot in slots:
                found.setdefault(slot, old)
    return found


def latest(limit: int) -> list[Change]:
    """The newest changes of all contacts, newest first, each with its contact, in one statement."""
    rows = Change.objects.select_related("contact").order_by("-id")
    return list(rows.only("contact__display_name", "contact__code", *LINE)[:limit])
