"""Keyset paging over one sort column and the primary key: no row is dropped or shown twice, empty values come last."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

from contacts.record.cleaning.clean import text_fault

Value = str | int | float | bool | None


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """The place after which a page starts: the last row's sort value and key."""

    value: Value
    key: int | str


def ordering(*, sort: str, descending: bool) -> tuple[OrderBy, OrderBy]:
    """Return a total order: the sort column with empty values last, then the key."""
    column = F(sort).desc(nulls_last=True) if descending else F(sort).asc(nulls_last=True)
    return column, F("pk").asc()


def after(rows: QuerySet[Any], *, cursor: Cursor, sort: str, descending: bool) -> QuerySet[Any]:
    """Return the rows behind the cursor in the order of `ordering`."""
    if cursor.value is None:
        return rows.filter(Q(**{f"{sort}__isnull": True}), pk__gt=cursor.key)
    beyond = "lt" if descending else "gt"
    return rows.filter(
        Q(**{f"{sort}__{beyond}": cursor.value})
        | Q(**{sort: cursor.value}, pk__gt=cursor.key)
        | Q(**{f"{sort}__isnull": True})
    )


def encode(cursor: Cursor) -> str:
    """Return the cursor as a short text fit for a URL."""
    value = cursor.value.isoformat() if isinstance(cursor.value, datetime | date) else cursor.value
    return base64.urlsafe_b64encode(json.dumps([value, cursor.key]).encode()).decode().rstrip("=")


def decode(text: str) -> Cursor | None:
    """Return the cursor a URL carried, or None when it is absent or was tampered with."""
    try:
        value, key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, binascii.Error):
        return None
    if not isinstance(key, int | str) or not isinstance(value, str | int | float | bool | None):
        return None
    if any(isinstance(each, str) and text_fault(each, multiline=False) for each in (key, value)):
        return None  # no database stores such text, and some refuse to compare with it
    return Cursor(value=value, key=key)
