"""A page of matching contacts by offset, for the dialects whose callers cannot follow a cursor.

The page's ids are chosen first, then only its texts are read. The matches are counted anyway, and where they are few
their ids are fetched before they are sorted: a planner that expects more would walk the order's whole index.
"""

from collections.abc import Sequence

from msgspec import Struct

from contacts.directory.models import Contact
from contacts.directory.queries import found
from contacts.directory.reading import counting, stored
from contacts.directory.reading.paging import FEW
from contacts.directory.reading.streaming import Order, signs
from contacts.directory.reading.texts import NOBODY, Texts
from contacts.record.filters import Where


class Window(Struct, frozen=True):
    """A page, and how many match in all."""

    page: Texts
    total: int


def window(
    *, where: Where | None = None, order: Sequence[Order] = (), offset: int = 0, limit: int = 100, whole: bool = True
) -> Window:
    """The stored JSON texts from ``offset`` on, at most ``limit``, in one to three statements.

    Archived contacts are left out. The id ends every order, so that pages neither drop nor repeat a row. With ``whole``
    off the versions are enough where there are any.
    """
    columns = signs(order)
    if where is None and limit:
        page, state = stored.window(order=columns, offset=offset, most=limit, whole=whole)
        if page.texts or page.versions:
            return Window(page, counting.everybody(None if state is None else int(state)))
    rows = found(where=where)
    total = rows.count()
    if offset >= total or limit == 0:
        return Window(NOBODY, total)
    if where is not None and total <= FEW:
        rows = Contact.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[: FEW + 1]))
    return Window(stored.chosen(rows, order=columns, offset=offset, most=limit, whole=whole), total)
