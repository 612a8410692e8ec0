"""Total orders of contacts, and the cursors that say how far somebody has come in one."""

import base64
import datetime as dt
import json
from typing import Any

from django.db.models import Q, QuerySet
from msgspec import Struct

from contacts.directory.models import Contact
from contacts.record.cleaning.clean import text_fault
from contacts.record.errors import invalid

ORDERS = {"id": "id", "name": "sort_name", "created_at": "created_at", "updated_at": "updated_at"}
KINDS = {"id": int, "sort_name": str}  # of the columns that hold no moments


class Order(Struct, frozen=True):
    """A total order of contacts: by ``column``, then by id."""

    column: str
    descending: bool

    @classmethod
    def read(cls, text: str) -> "Order":
        """The order that a caller named; raises ``Invalid``."""
        column = ORDERS.get(text.removeprefix("-"))
        if column is None:
            names = ", ".join(ORDERS)
            hint = f"Expected one of {names}, with - in front for the other direction."
            raise invalid("order", "invalid_choice", hint)
        return cls(column, text.startswith("-"))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([self.column, "id"]))

    def sorted(self, rows: QuerySet[Contact]) -> QuerySet[Contact, Any]:
        sign = "-" if self.descending else ""
        return rows.order_by(*(f"{sign}{name}" for name in self.names)).values_list(*self.names)

    @property
    def sql(self) -> str:
        return ", ".join(f"{name}{' DESC' if self.descending else ''}" for name in self.names)

    def beyond(self, after: str, id_column: str = "id") -> Q:
        """Rows behind the cursor ``after``; the first comparison alone lets the index begin there."""
        if not after:
            return Q()
        value, id_ = read_cursor(after, self.column)
        more, least = ("lt", "lte") if self.descending else ("gt", "gte")
        if self.column == "id":
            return Q(**{f"{id_column}__{more}": id_})
        return Q(**{f"{self.column}__{least}": value}) & (
            Q(**{f"{self.column}__{more}": value}) | Q(**{f"{id_column}__{more}": id_})
        )


def cursor(value: Any, id_: int) -> str:
    """The place behind a row as a short text fit for an address."""
    text = value.isoformat() if isinstance(value, dt.datetime) else value
    return base64.urlsafe_b64encode(json.dumps([text, id_]).encode()).decode().rstrip("=")


def read_cursor(after: str, column: str) -> tuple[Any, int]:
    """The value and id of a place; raises ``Invalid`` at ``after``."""
    try:
        value, id_ = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        value = dt.datetime.fromisoformat(value).astimezone(dt.UTC) if column.endswith("_at") else value
        kind = KINDS.get(column, dt.datetime)
        if not isinstance(id_, int) or not isinstance(value, kind) or abs(id_) >= 2**63:
            raise ValueError(value)
        if text_fault(str(value), multiline=True):
            raise ValueError(value)
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise invalid("after", "invalid", "Not a cursor of this order. Follow next, or leave it out.") from None
    return value, id_
