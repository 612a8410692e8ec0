"""Pages of orders, cases and bookings: newest first, after an id, narrowed by time and whether they are deleted."""

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from contacts.api.protocol.bodies import answer
from contacts.api.protocol.paging import PAGING, count_asked, page_of, refuse_unknown
from contacts.api.resources.contacts import contact_named
from contacts.api.shapes import Page
from contacts.record.errors import invalid

DELETED = {"false": False, "true": True, "any": None}
PARAMETERS = ("deleted", "created_at__gte", "created_at__lt", *PAGING)
Rows = TypeVar("Rows", bound="QuerySet[Any]")


def page(
    request: Request, rows: "QuerySet[Any]", records: Callable[[list[Any]], list[Any]], *, own: tuple[str, ...] = ()
) -> HttpResponse:
    """A page of ``rows`` (by falling id) as ``records`` makes them; ``own`` are the caller's further parameters."""
    refuse_unknown(request, (*own, *PARAMETERS))
    rows = _narrowed(request, rows)
    found, following = page_of(request, rows)
    return answer(Page(records(found), following, count_asked(request, rows)))


def of(rows: Rows, ref: str | None) -> Rows:
    """Those of one contact, when a path names one; raises ``Problem`` 404."""
    return rows if ref is None else rows.filter(contact_id=contact_named(ref)[0])


def _narrowed(request: Request, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    deleted = request.query_params.get("deleted", "false")
    if deleted not in DELETED:
        raise invalid("deleted", "invalid_choice", f"Expected one of {', '.join(DELETED)}.")
    if DELETED[deleted] is not None:
        rows = rows.filter(is_deleted=DELETED[deleted])
    for name in ("created_at__gte", "created_at__lt"):
        if text := request.query_params.get(name, ""):
            rows = rows.filter(**{name: _moment(text, name)})
    return rows


def _moment(text: str, name: str) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise invalid(name, "invalid", "Expected a date or a time, like 2026-01-31 or 2026-01-31T09:30:00Z.") from None
