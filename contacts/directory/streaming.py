"""Every contact that matches, in any order, read in pieces: memory does not grow with how many there are."""

from array import array
from collections.abc import Iterator, Sequence

from contacts.directory import stored
from contacts.directory.orders import Order as Total
from contacts.directory.orders import cursor
from contacts.directory.queries import found
from contacts.record.filters import Where

PIECE = 500  # contacts of a piece, some 300 kB of text
BY_ID = Total("id", descending=False)
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
    *, where: Where | None = None, archived: bool | None = False, order: Sequence[Order] = (), limit: int | None = None
) -> Iterator[list[bytes]]:
    """The stored JSON texts as bytes, in lists of at most 500; by id unless ``order`` says otherwise.

    Everybody by id is walked along the key, a statement for each piece. Else the ids are fetched first, eight bytes
    each, so that a piece costs the same however dear the question is.
    """
    if where is None and not order:
        return _walked(archived, limit)
    return _fetched(where, archived, order, limit)


def _walked(archived: bool | None, limit: int | None) -> Iterator[list[bytes]]:
    after, left = "", limit
    while left is None or left > 0:
        size = PIECE if left is None else min(PIECE, left)
        taken = stored.first(archived=archived, order=BY_ID, after=after, most=size)
        if taken:
            after = cursor(taken[-1][0], taken[-1][0])
            yield [body for _, body in taken]
        if len(taken) < size:
            return
        left = None if left is None else left - size


def _fetched(
    where: Where | None, archived: bool | None, order: Sequence[Order], limit: int | None
) -> Iterator[list[bytes]]:
    rows = found(where=where, archived=archived).order_by(*signs(order)).values_list("pk", flat=True)
    ids: Sequence[int] = list(rows[: PIECE + 1 if limit is None else min(PIECE + 1, limit)])
    if len(ids) > PIECE:  # too many to hold as anything but numbers
        ids = array("q", (rows if limit is None else rows[:limit]).iterator(chunk_size=10_000))
    for start in range(0, len(ids), PIECE):
        wanted = list(ids[start : start + PIECE])
        bodies = stored.bodies(wanted)
        yield [bodies[id_] for id_ in wanted if id_ in bodies]


def signs(order: Sequence[Order]) -> list[str]:
    """The columns of a total order as a QuerySet takes them; raises ``ValueError`` for what is no column of it."""
    if unknown := [column for column, _ in order if column not in SORTABLE]:
        raise ValueError(f"contacts cannot be ordered by {unknown}")
    return list(dict.fromkeys(f"{'-' if descending else ''}{column}" for column, descending in (*order, ("id", False))))


__all__ = ["SORTABLE", "Order", "pieces", "signs"]
