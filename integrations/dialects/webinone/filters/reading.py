"""``Where``, ``Order_By``, ``Offset`` and ``Limit``: an allow-list of (field, operator) made into our filter language.

``{"Email": "a@b"}`` is equality and ``{"LastName": {"contains": "x"}}`` an operator, also with ``$`` in front; several
keys are AND, ``"or": [{…}, {…}]`` is OR, and ``CustomCrmGroups.<group>.<field>`` a key. Nothing of a request is ever a
look-up of the database.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar

from django.http import HttpRequest
from msgspec import Struct

from contacts.options import queries as options
from contacts.record.errors import FieldError, Invalid, invalid
from contacts.record.filters import MAX_CONDITIONS, MAX_DEPTH
from integrations.dialects.webinone.options import DEEPEST
from integrations.wire.inbound import bodies
from integrations.wire.inbound.faults import Refused

T = TypeVar("T")
OPERATORS = {
    "eq": "eq", "ne": "ne", "gt": "gt", "gte": "gte", "lt": "lt", "lte": "lte", "in": "in", "notin": "not_in",
    "contains": "contains", "startswith": "startswith", "endswith": "endswith",
}  # fmt: skip
BLANKS = {"eq": "empty", "ne": "not_empty"}
GROUPS = "customcrmgroups"
MOST, USUAL, MOST_ORDERS = 500, 100, 5
WORDS = re.compile(r"(-?)([A-Za-z]+)(?: +(asc|desc))?", re.IGNORECASE)
TRAILING_COMMA = re.compile(rb"(.*),\s*\}\s*", re.DOTALL)


class Paging(Struct, frozen=True):
    """What a list is asked for; ``where`` is as it was sent."""

    where: Any
    order_by: str
    offset: int
    limit: int


def paging(request: HttpRequest) -> Paging:
    """Of the query, and of the body where the query says nothing; names in any case. Raises ``Invalid``."""
    said = {key.lower(): value for key, value in _body(request).items()}
    said |= {key.lower(): value for key, value in request.GET.items()}
    order_by = said.get("order_by")
    if not isinstance(order_by, str | None):
        raise invalid("Order_By", "invalid", "Expected a field's name, like Id or CreatedDate desc.")
    offset = _number(said.get("offset"), "Offset", 0)
    if offset > (most := options.get(DEEPEST)):
        raise invalid("Offset", "invalid", f'At most {most:,}. Go on by Where, like {{"Id": {{"gt": 1000}}}}.')
    return Paging(
        _where(said.get("where")), order_by or "", offset, min(_number(said.get("limit"), "Limit", USUAL), MOST)
    )


def _body(request: HttpRequest) -> dict[str, Any]:
    """An object; the document's own sample has a comma too many at its end (line 12)."""
    text = request.body
    if not text.strip():
        return {}
    if cut := TRAILING_COMMA.fullmatch(text):
        text = cut[1] + b"}"
    data = bodies.decoded(text)
    if not isinstance(data, dict):
        raise bodies.unreadable("The body is not a JSON object.")
    return data


def _where(said: Any) -> Any:
    if not isinstance(said, str):
        return said
    try:
        return bodies.decoded(said) if said.strip() else None
    except Refused:
        raise invalid("Where", "invalid", 'Expected JSON, like {"Email": "user@example.com"}.') from None


def _number(said: Any, name: str, usual: int) -> int:
    if said is None or said == "":
        return usual
    text = said if isinstance(said, str) else str(said) if type(said) is int else ""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise invalid(name, "invalid", "Expected a whole number from 0.")
    return int(text)


class Reader(Generic[T]):
    """Reads a ``Where``: ``leaf`` makes a condition of (field, operator of ours, value), ``join`` a group of them."""

    def __init__(self, leaf: Callable[[str, str, Any], T], join: Callable[[str, list[T]], T]) -> None:
        self.leaf, self.join, self.left = leaf, join, MAX_CONDITIONS

    def read(self, data: Any) -> T | None:
        """What it means, None for nothing; raises ``Invalid`` at ``Where``, or below it at the caller's own name."""
        return None if data is None or data == {} else self._group(data, 1)

    def _group(self, data: Any, depth: int) -> T:
        if not isinstance(data, Mapping) or not data:
            raise invalid("Where", "invalid", "Expected an object of fields, with at least one.")
        members = [member for key, value in data.items() for member in self._members(key, value, depth)]
        return members[0] if len(members) == 1 else self.join("and", members)

    def _members(self, key: str, value: Any, depth: int) -> Iterator[T]:
        word = key.lower().removeprefix("$")
        if word in ("or", "and"):
            yield self._joined(word, value, depth)
        elif word == GROUPS and isinstance(value, Mapping):
            for group, fields in value.items():
                for alias, said in fields.items() if isinstance(fields, Mapping) else ():
                    yield from self._field(f"{key}.{group}.{alias}", said)
        else:
            yield from self._field(key, value)

    def _joined(self, word: str, value: Any, depth: int) -> T:
        if not isinstance(value, list) or not value:
            raise invalid(f"Where.{word}", "invalid", "Expected a list of objects, with at least one.")
        if depth == MAX_DEPTH:
            raise invalid(f"Where.{word}", "too_deep", f"At most {MAX_DEPTH} levels.")
        return self.join(word, [self._group(one, depth + 1) for one in value])

    def _field(self, name: str, said: Any) -> Iterator[T]:
        if isinstance(said, list) or said == {}:
            raise invalid(_at(name), "invalid", 'Expected a value, or an operator with one, like {"contains": "x"}.')
        for word, value in said.items() if isinstance(said, Mapping) else [("eq", said)]:
            op = OPERATORS.get(word.lower().removeprefix("$"))
            if op is None:
                names = "eq, ne, gt, gte, lt, lte, in, notIn, contains, startsWith, endsWith"
                raise invalid(_at(name), "invalid_operator", f"Expected one of {names}.")
            self.left -= 1
            if self.left < 0:
                raise invalid("Where", "too_many", f"At most {MAX_CONDITIONS} conditions.")
            try:
                yield self.leaf(name, BLANKS.get(op, op) if value is None or value == "" else op, value)
            except Invalid as exc:
                raise Invalid(FieldError(_at(name), error.code, error.message) for error in exc.errors) from None


def _at(name: str) -> str:
    return f"Where.{name}"[:100]


def ordered(text: str, columns: Mapping[str, str]) -> list[tuple[str, bool]]:
    """``Id``, ``Id desc``, ``-Id`` and several with commas as (column, descending); ``columns`` by their field."""
    by_name = {name.lower(): column for name, column in columns.items()}
    found: list[tuple[str, bool]] = []
    for one in text.split(",") if text.strip() else ():
        match = WORDS.fullmatch(one.strip())
        column = by_name.get(match[2].lower()) if match else None
        if match is None or column is None or len(found) == MOST_ORDERS or (match[1] and match[3]):
            raise invalid(
                "Order_By", "invalid_choice",
                f"Expected at most {MOST_ORDERS} of {', '.join(columns)}; desc behind or - in front reverses.",
            )  # fmt: skip
        found.append((column, bool(match[1]) or (match[3] or "").lower() == "desc"))
    return found
