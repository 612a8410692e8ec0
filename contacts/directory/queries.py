"""Finding contacts: search, filter and order together, in pages that neither drop nor repeat a row."""

import base64
import datetime as dt
import json
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from msgspec import Struct

from contacts.directory import search as searching
from contacts.directory.filtering import compiled
from contacts.directory.models import Contact, ContactRelation
from contacts.record.clean import text_fault
from contacts.record.errors import invalid
from contacts.record.filters import Where

ORDERS = {"id": "id", "name": "sort_name", "created_at": "created_at", "updated_at": "updated_at"}
# Up to here matches are fetched and sorted; beyond, they lie so close that walking the order's index meets them soon.
# Left to itself the planner walks the index also for rare matches, through the whole table.
FEW = 2_000


class Page(Struct, frozen=True):
    """The stored JSON texts of one page, and the cursor of the next (empty at the end)."""

    texts: list[str]
    next: str


def found(*, search: str = "", where: Where | None = None, archived: bool | None = False) -> QuerySet[Contact]:
    """Contacts that match all that is given, in no order; ``archived`` None means both."""
    rows = Contact.objects.all() if archived is None else Contact.objects.filter(is_archived=archived)
    if where is not None:
        rows = rows.filter(compiled(where))
    if searching.words(search):
        rows = rows.filter(pk__in=searching.matching(search).values("contact_id"))
    return rows.order_by()


def page(
    *,
    search: str = "",
    where: Where | None = None,
    archived: bool | None = False,
    order: str = "id",
    after: str = "",
    limit: int = 100,
) -> Page:
    """One page in a total order; raises ``Invalid`` at ``order`` or ``after``. At most two statements."""
    column, descending = _order(order)
    rows = found(search=search, where=where, archived=archived)
    if where is not None or searching.words(search):
        ids = list(rows.values_list("pk", flat=True)[: FEW + 1])
        if len(ids) <= FEW:
            rows = Contact.objects.filter(pk__in=ids)
    if after:
        rows = rows.filter(_beyond(column, descending, *_cursor(after, column)))
    sign = "-" if descending else ""
    names = dict.fromkeys([column, "id"])
    taken = list(
        rows.order_by(*(f"{sign}{name}" for name in names)).values_list(column, "id", "snapshot__body")[: limit + 1]
    )
    more = len(taken) > limit
    return Page([row[2] for row in taken[:limit]], _encode(*taken[limit - 1][:2]) if more else "")


def count(*, search: str = "", where: Where | None = None, archived: bool | None = False) -> int:
    """How many contacts match."""
    return found(search=search, where=where, archived=archived).count()


def resolve(ref: str) -> int | None:
    """The integer key of a contact named by it or by its UUID, or None; archived ones are found too."""
    if ref.isascii() and ref.isdigit():
        return int(ref) if len(ref) < 19 and Contact.objects.filter(pk=int(ref)).exists() else None
    try:
        uuid = UUID(ref)
    except ValueError:
        return None
    return Contact.objects.filter(uuid=uuid).values_list("pk", flat=True).first()


def resolve_all(refs: Iterable[str]) -> dict[str, int]:
    """The integer keys of those contacts that ``refs`` name, each by its key or its UUID; in one statement."""
    ids: dict[int, str] = {}
    uuids: dict[UUID, str] = {}
    for ref in refs:
        if ref.isascii() and ref.isdigit() and len(ref) < 19:
            ids[int(ref)] = ref
        else:
            with suppress(ValueError):
                uuids[UUID(ref)] = ref
    if not ids and not uuids:
        return {}
    rows = Contact.objects.filter(Q(pk__in=ids) | Q(uuid__in=uuids)).values_list("pk", "uuid")
    return {ref: pk for pk, uuid in rows for ref in (ids.get(pk), uuids.get(uuid)) if ref is not None}


def display_names(ids: Iterable[int]) -> dict[int, str]:
    """The names of contacts by id."""
    return dict(Contact.objects.filter(pk__in=set(ids)).values_list("pk", "display_name"))


def named_like(words: str, *, limit: int) -> list[tuple[int, str, str]]:
    """``(id, name, code)`` of contacts that ``words`` find, by name."""
    ids = list(
        found(search=words).values_list("pk", flat=True)[:200]
    )  # sorted afterwards: the order's index is no help
    rows = Contact.objects.filter(pk__in=ids).order_by("sort_name", "pk")
    return list(rows.values_list("pk", "display_name", "code")[:limit])


def related_to(contact: int, *, limit: int = 100) -> list[tuple[int, str, str]]:
    """``(contact, its name, type)`` of those who say that ``contact`` is ``type`` to them."""
    rows = ContactRelation.objects.filter(other=contact, contact__is_archived=False).order_by("pk")
    return list(rows.values_list("contact_id", "contact__display_name", "type")[:limit])


def _order(order: str) -> tuple[str, bool]:
    column = ORDERS.get(order.removeprefix("-"))
    if column is None:
        names = ", ".join(ORDERS)
        raise invalid("order", "invalid_choice", f"Expected one of {names}, with - in front for the other direction.")
    return column, order.startswith("-")


def _beyond(column: str, descending: bool, value: Any, id_: int) -> Q:
    """Rows after ``(value, id)``; the first comparison alone lets the index begin there."""
    more, least = ("lt", "lte") if descending else ("gt", "gte")
    if column == "id":
        return Q(**{f"id__{more}": id_})
    return Q(**{f"{column}__{least}": value}) & (Q(**{f"{column}__{more}": value}) | Q(**{f"id__{more}": id_}))


def _encode(value: Any, id_: int) -> str:
    text = value.isoformat() if isinstance(value, dt.datetime) else value
    return base64.urlsafe_b64encode(json.dumps([text, id_]).encode()).decode().rstrip("=")


def _cursor(after: str, column: str) -> tuple[Any, int]:
    try:
        value, id_ = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        value = dt.datetime.fromisoformat(value).astimezone(dt.UTC) if column.endswith("_at") else value
        if not isinstance(id_, int) or not isinstance(value, (int, str, dt.datetime)) or abs(id_) >= 2**63:
            raise ValueError(value)
        if text_fault(str(value), multiline=True):
            raise ValueError(value)
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise invalid("after", "invalid", "Not a cursor of this order. Follow next, or leave it out.") from None
    return value, id_
