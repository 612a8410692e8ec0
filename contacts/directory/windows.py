"""A window of the contacts that match, by its offset, for callers who cannot follow a cursor.

The page is chosen by ids; only its own texts are read. How many match is counted anyway, and tells how to look: few are
gathered before they are sorted, since a planner that expects more would walk the order's index past everybody.
"""

from collections.abc import Sequence

from contacts.directory.models import Contact, Snapshot
from contacts.directory.paging import FEW
from contacts.directory.queries import found
from contacts.directory.streaming import Order, signs
from contacts.record.filters import Where


def window(
    *, where: Where | None = None, order: Sequence[Order] = (), offset: int = 0, limit: int = 100
) -> tuple[list[str], int]:
    """The stored JSON texts from ``offset`` on, at most ``limit``, and how many match in all; two to four statements.

    Archived contacts are left out. The id ends every order, so that pages neither drop nor repeat a row.
    """
    rows = found(where=where)
    total = rows.count()
    if offset >= total or limit == 0:
        return [], total
    if where is not None and total <= FEW:
        rows = Contact.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[: FEW + 1]))
    ids = list(rows.order_by(*signs(order)).values_list("pk", flat=True)[offset : offset + limit])
    bodies = dict(Snapshot.objects.filter(pk__in=ids).values_list("pk", "body"))
    return [bodies[id_] for id_ in ids if id_ in bodies], total
