"""Ids of rows as callers write them, within what a database can hold."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


class RowId:
    """A path converter: an integer id; longer digits are no address at all."""

    regex = r"[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


def is_row_id(text: str) -> bool:
    """Whether ``text`` is an integer id: 1 to 18 digits."""
    return text.isascii() and text.isdigit() and len(text) < 19


def by_id_or_uuid(rows: QuerySet[Row], ref: str) -> Row | None:
    """The one of ``rows`` with this integer id or UUID (with dashes or without)."""
    if is_row_id(ref):
        return rows.filter(pk=int(ref)).first()
    try:
        return rows.filter(uuid=UUID(ref)).first()
    except ValueError:
        return None
