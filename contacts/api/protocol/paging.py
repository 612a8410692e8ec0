"""Lists: how many, after which, and where the next ones are."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from msgspec import UNSET, UnsetType
from rest_framework.request import Request

from contacts.record.errors import FieldError, Invalid, invalid
from contacts.tables.rowids import is_row_id

DEFAULT_LIMIT, MOST = 100, 500
PAGING = ("limit", "after", "count")
Row = TypeVar("Row", bound=Model)


def limit_asked(request: Request, *, most: int = MOST) -> int:
    """``?limit=``; raises ``Invalid``."""
    text = request.query_params.get("limit", "")
    if not text:
        return min(DEFAULT_LIMIT, most)
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most and len(text) < 9):
        raise invalid("limit", "invalid", f"Expected a whole number from 1 to {most}.")
    return int(text)


def flag_asked(request: Request, name: str) -> bool:
    """A parameter that is ``true`` or ``false`` (or absent); raises ``Invalid``."""
    text = request.query_params.get(name, "false").lower()
    if text not in ("true", "false", "1", "0"):
        raise invalid(name, "invalid", "Expected true or false.")
    return text in ("true", "1")


def id_asked(request: Request, name: str = "after") -> int:
    """A parameter that is an id, 0 when absent; raises ``Invalid``."""
    text = request.query_params.get(name, "0")
    if not is_row_id(text):
        raise invalid(name, "invalid", "Not a cursor of this list. Follow next, or leave it out.")
    return int(text)


def page_of(request: Request, rows: "QuerySet[Row]", order: str = "-pk") -> tuple[list[Row], str | None]:
    """The page of ``rows`` that is asked for, and the address of the next one; raises ``Invalid``.

    ``order`` is a column of distinct whole numbers above 0, with a minus where the largest comes first.
    """
    limit, after, column = limit_asked(request), id_asked(request), order.removeprefix("-")
    if after:
        rows = rows.filter(**{f"{column}__{'lt' if order.startswith('-') else 'gt'}": after})
    found = list(rows.order_by(order)[: limit + 1])
    return found[:limit], next_url(request, getattr(found[limit - 1], column)) if len(found) > limit else None


def count_asked(request: Request, rows: "QuerySet[Any]") -> int | UnsetType:
    """How many ``rows`` there are on all pages, where ``?count=true`` asks for it; raises ``Invalid``."""
    return rows.count() if flag_asked(request, "count") else UNSET


def next_url(request: Request, after: str | int | None) -> str | None:
    """This list's address, going on behind ``after``; None at the end."""
    if after in ("", None):
        return None
    query = [(key, value) for key, values in request.query_params.lists() for value in values if key != "after"]
    return request.build_absolute_uri(f"{request.path}?{urlencode([*query, ('after', after)])}")


def refuse_repeated(request: Request, names: Collection[str]) -> None:
    """Raise ``Invalid`` at every one of ``names`` that is given more than once: all but the last would go unread."""
    twice = [name for name, values in request.query_params.lists() if len(values) > 1 and name in names]
    if twice:
        raise Invalid([FieldError(name, "repeated", "Give this parameter once.") for name in sorted(twice)])


def refuse_unknown(request: Request, known: Sequence[str] | Mapping[str, object]) -> None:
    """Raise ``Invalid`` at every parameter that nobody reads, so that a slip is not taken for an unfiltered list."""
    refuse_repeated(request, PAGING)
    unknown = [key for key in request.query_params if key not in known]
    if unknown:
        sentence = f"Expected {', '.join(known)}." if known else "There are no parameters here."
        raise Invalid([FieldError(key[:60], "unknown_parameter", sentence) for key in unknown])
