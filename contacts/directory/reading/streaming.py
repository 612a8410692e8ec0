"""Streaming all matching contacts, in any order and in constant memory."""

from array import array
from collections.abc import Callable, Iterator, Sequence

from django.db.models import QuerySet

from contacts.directory.finding import having
from contacts.directory.models import Contact
from contacts.directory.queries import found
from contacts.directory.reading import stored
from contacts.directory.reading.texts import Texts
from contacts.record.filters import Where

PIECE = 500  # contacts of a piece, some 300 kB of text
Order = tuple[str, bool]  # a column below, and whether the largest comes first
# What contacts can be ordered by: columns of their own row.
SORTABLE = frozenset(
    {
        "id", "code", "kind", "title", "first_name", "middle_name", "last_name", "company_name", "salutation",
        "display_name", "job_title", "department", "role", "website", "status", "life_cycle_state", "is_active",
        "is_dormant", "is_archived", "is_milestone", "is_tax_exempt", "language", "locale", "crm_type",
        "membership_number", "external_id", "import_ref", "referral_code", "created_at", "updated_at",
    }
)  # fmt: skip


def pieces(
    *, where: Where | None = None, archived: bool | None = False, order: Sequence[Order] = (), limit: int | None = None,
    whole: bool = True,
) -> Iterator[Texts]:  # fmt: skip
    """The stored JSON texts as bytes, in lists of at most 500; by id unless ``order`` says otherwise.

    Everybody by id is walked along the key, a statement for each piece. Else one piece is read at once, and where there
    are more the ids are fetched, eight bytes each, so that a piece costs the same however dear the question is.
    With ``whole`` off a first piece without its texts is enough, where it has a name.
    """
    parts = None if order else having.asked(where)
    if parts == []:
        return _walked(archived, limit, whole)
    most, columns = PIECE if limit is None else min(PIECE, limit), signs(order)

    def rows() -> QuerySet[Contact]:
        return found(where=where, archived=archived).order_by(*columns)

    if parts:
        taken = stored.having(parts, archived=archived, most=most, whole=whole)
    else:
        taken = stored.chosen(rows(), order=columns, most=most, whole=whole)
    return _fetched(taken, rows, limit)


def _walked(archived: bool | None, limit: int | None, whole: bool) -> Iterator[Texts]:
    after, left = None, limit
    while left is None or left > 0:
        size = PIECE if left is None else min(PIECE, left)
        taken = stored.having((), archived=archived, after=after, most=size, whole=whole)
        if taken.texts or taken.versions:
            yield taken
        if len(taken.texts) < size:
            return
        after = taken.places[-1][-1]
        left = None if left is None else left - size


def _fetched(taken: Texts, rows: Callable[[], QuerySet[Contact]], limit: int | None) -> Iterator[Texts]:
    """The piece that was taken, and where it is a whole one those of ``rows`` behind it."""
    yield taken
    if len(taken.texts) < PIECE or limit == PIECE:
        return
    told = {id_ for (id_,) in taken.places}
    pks = rows().values_list("pk", flat=True)[:limit].iterator(chunk_size=10_000)
    ids = array("q", (id_ for id_ in pks if id_ not in told))  # too many to hold as anything but numbers
    for start in range(0, len(ids), PIECE):
        wanted = ids[start : start + PIECE].tolist()
        bodies = stored.bodies(wanted)
        yield Texts([bodies[id_] for id_ in wanted if id_ in bodies])


def signs(order: Sequence[Order]) -> list[str]:
    """The columns of a total order as a QuerySet takes them; raises ``ValueError`` for what is no column of it."""
    if unknown := [column for column, _ in order if column not in SORTABLE]:
        raise ValueError(f"contacts cannot be ordered by {unknown}")
    return list(dict.fromkeys(f"{'-' if descending else ''}{column}" for column, descending in (*order, ("id", False))))


__all__ = ["SORTABLE", "Order", "pieces", "signs"]
