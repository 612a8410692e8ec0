"""A window of the contacts that match, by its offset, for callers who cannot follow a cursor.

The page is chosen by ids; only its own texts are read. How many match is counted anyway, and tells how to look: few are
gathered before they are sorted, since a planner that expects more would walk the order's index past everybody.
"""

from collections.abc import Sequence

from django.db.models import QuerySet

from contacts.directory import counting, stored
from contacts.directory.models import Contact, Snapshot
from contacts.directory.paging import FEW
from contacts.directory.queries import found
from contacts.directory.streaming import Order, signs
from contacts.record.filters import Where


def window(
    *, where: Where | None = None, order: Sequence[Order] = (), offset: int = 0, limit: int = 100
) -> tuple[list[bytes], int]:
    """The stored JSON texts as bytes from ``offset`` on, at most ``limit``, and how many match in all.

    One to three statements. Archived contacts are left out. The id ends every order, so that pages neither drop nor
    repeat a row.
    """
    rows = found(where=where)
    if where is None and limit and (page := stored.window(order=signs(order), offset=offset, most=limit)):
        return [body for _, body in page], counting.everybody(page[0][0])
    total = rows.count()
    if offset >= total or limit == 0:
        return [], total
    if where is not None and total <= FEW:
        rows = Contact.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[: FEW + 1]))
    page = _texts(rows, order, offset, limit).values_list("body")
    return [text for (text,) in stored.ending_in_text(page)], total


def _texts(rows: QuerySet[Contact], order: Sequence[Order], offset: int, limit: int) -> QuerySet[Snapshot]:
    """The texts of a page of ``rows``, which is chosen before it meets them."""
    columns = signs(order)
    chosen = rows.order_by(*columns).values("pk")[offset : offset + limit]
    by_contact = [f"{'-' * column.startswith('-')}contact__{column.removeprefix('-')}" for column in columns]
    return Snapshot.objects.filter(pk__in=chosen).order_by(*by_contact)
