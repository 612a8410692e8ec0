"""Reading whole contacts: one statement, no joins, the text as it was written."""

from array import array
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from contacts.directory.finding import having
from contacts.directory.models import Contact, Snapshot
from contacts.directory.queries import found
from contacts.directory.reading import stored
from contacts.directory.reading.texts import Texts
from contacts.record.contact import ContactRecord
from contacts.record.filters import Where
from contacts.record.parsing import codec
from contacts.tables.prepared import Prepared


def texts(contacts: QuerySet[Contact]) -> list[str]:
    """The stored JSON texts of ``contacts``, in their order."""
    return list(contacts.values_list("snapshot__body", flat=True))


def stream(contacts: QuerySet[Contact], chunk: int = 2000) -> Iterator[str]:
    """The same without holding them all in memory, a statement for each ``chunk``.

    Only the ids are of one moment: a cursor over the texts would have PostgreSQL write all of them to a file before the
    first, 20 s for a million. Whoever is gone when it is their turn is left out.
    """
    ids = array("q", contacts.values_list("pk", flat=True).iterator(chunk_size=10_000))
    for start in range(0, len(ids), chunk):
        wanted = ids[start : start + chunk].tolist()
        texts = texts_of(wanted)
        yield from (texts[contact] for contact in wanted if contact in texts)


def text(contact_id: int) -> str | None:
    """One contact's stored JSON text, or None."""
    return next((row[2] for row in _numbered(contact_id)), None)


@Prepared
def _numbered(contact: int) -> QuerySet[Snapshot, Any]:
    return Snapshot.objects.filter(pk=contact).values_list("pk", "revision", "body")


def find(ref: str) -> tuple[int, int, str] | None:
    """``(id, revision, JSON text)`` of the contact with this integer key or UUID, in one statement; None for none."""
    if ref.isascii() and ref.isdigit():
        found = next(iter(_numbered(int(ref))), None) if len(ref) < 19 else None
        return found and (found[0], found[1], found[2])
    try:
        rows = Snapshot.objects.filter(contact__uuid=UUID(ref))
    except ValueError:
        return None
    return rows.values_list("pk", "revision", "body").first()


def some(*, where: Where | None, limit: int) -> list[tuple[int, int, str]]:
    """``(id, revision, JSON text)`` of contacts that match and are not put away, by id, in one statement."""
    rows = found(where=where).order_by("pk").values_list("pk", "snapshot__revision", "snapshot__body")
    return list(rows[:limit])


def listed(*, where: Where | None, limit: int, offset: int, whole: bool = True) -> Texts:
    """The texts of contacts that match and are not put away, by id, in one statement; or their versions alone."""
    parts = having.asked(where)
    if parts is not None:
        return stored.having(parts, most=limit, offset=offset, whole=whole)
    return stored.chosen(found(where=where), order=["id"], offset=offset, most=limit, whole=whole)


def texts_of(ids: Iterable[int]) -> dict[int, str]:
    """Stored JSON texts by contact id, in one statement; unknown ids are left out."""
    return dict(Snapshot.objects.filter(pk__in=set(ids)).values_list("pk", "body"))


def bodies(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Records as plain JSON values by contact id, in one statement; unknown ids are left out."""
    rows = Snapshot.objects.filter(pk__in=set(ids)).values_list("pk", "body")
    return {pk: codec.body_from_text(body) for pk, body in rows}


def records(ids: Iterable[int]) -> dict[int, ContactRecord]:
    """Records by contact id, in one statement; unknown ids are left out."""
    rows = Snapshot.objects.filter(pk__in=set(ids)).values_list("pk", "body")
    return {pk: codec.from_text(body) for pk, body in rows}
