"""Facets: the values that contacts are filtered by most, as words in the inverted index (GIN) of their search text.

One index then answers several conditions and a search at once, by intersecting its lists. Joining tables instead looks
up each row: ten thousand contacts with a score, each for its status. Only PostgreSQL has such an index; elsewhere no
facets are written. A word is ``path=value``, or ``path~VALUE`` where case does not count.
"""

from collections.abc import Iterable
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db import connection

from contacts.record.contact import ContactRecord, CustomValue
from contacts.record.filters import Condition, Group, Where

LONGEST = 100  # characters of a value; longer ones are looked for among the rows
ARCHIVED = "archived"  # the first word of those who are
BETWEEN = "\n"  # the words; a value with one in it is no word
CHOSEN = ("kind", "life_cycle_state", "customer_type", "owner_group", "category", "privacy_level")
TYPED = ("status",)
SINGLE = tuple(f"{name}{'~' if name in TYPED else '='}" for name in (*CHOSEN, *TYPED))
LISTED = (
    *("sources=", "marketing_lists=", "affiliations.organisation=", "tags~"),
    *("addresses.town~", "addresses.country~"),
)
HEADS = frozenset((*SINGLE, *LISTED))
_single = attrgetter(*CHOSEN, *TYPED)


def facets(record: ContactRecord) -> str | None:
    """The words of a contact, one in each line; None on a database without the index."""
    if connection.vendor != "postgresql":
        return None
    words = [ARCHIVED] if record.is_archived else []
    words += map(_known_word, SINGLE, _single(record))
    for head, values in zip(LISTED, _listed(record), strict=True):
        words += [_known_word(head, value) for value in values]
    words += [
        word
        for group, values in record.custom.items()
        for alias, value in values.items()
        for one in (value if isinstance(value, list) else [value])
        for word in _custom_words(f"custom.{group}.{alias}", one)
    ]
    return BETWEEN.join(dict.fromkeys(filter(None, words)))


def _listed(record: ContactRecord) -> tuple[Iterable[str | int | None], ...]:
    """The values of ``LISTED``, in its order."""
    organisations = [one.organisation for one in record.affiliations]
    towns, lands = [one.town for one in record.addresses], [one.country for one in record.addresses]
    return record.sources, record.marketing_lists, organisations, record.tags, towns, lands


def split(where: Where | None) -> tuple[list[str], Where | None]:
    """The words that ``where`` asks for, and the rest of it, which no word can say."""
    if where is None or connection.vendor != "postgresql":
        return [], where
    members = where.members if isinstance(where, Group) and where.join == "and" else (where,)
    words: list[str] = []
    rest: list[Where] = []
    for member in members:
        more, left = split(member) if isinstance(member, Group) and member.join == "and" else _asked(member)
        words += more
        rest += [left] if left is not None else []
    return words, Group("and", tuple(rest)) if len(rest) > 1 else next(iter(rest), None)


def _asked(where: Where) -> tuple[list[str], Where | None]:
    word = _word_of(where) if isinstance(where, Condition) and where.op == "eq" else ""
    return ([word], None) if word else ([], where)


def _word_of(condition: Condition) -> str:
    """The word of ``field eq value``, empty when rows must be asked; letters beyond ASCII only the database folds."""
    field, value = condition.field, condition.value
    if field.custom and field.kind in ("number", "boolean"):
        return _number(field.path, value)
    head = f"{field.path}{'~' if field.kind == 'text' else '='}"
    if field.kind not in ("text", "choice", "reference") or not (field.custom or head in HEADS):
        return ""
    return _word(head, value) if head.endswith("=") or value.isascii() else ""


def _custom_words(path: str, value: CustomValue) -> list[str]:
    if isinstance(value, (bool, int, float)):
        return [_number(path, value)]
    return [_word(f"{path}=", value), _word(f"{path}~", value)] if isinstance(value, str) else []


def _number(path: str, value: float) -> str:
    return f"{path}={float(value) + 0.0!r}"  # which makes one of both zeros


@lru_cache(maxsize=4096, typed=True)
def _known_word(head: str, value: str | int | None) -> str:
    """The same few values come again and again."""
    return _word(head, value)


def _word(head: str, value: Any) -> str:
    text = str(value or "")
    if not text or len(text) >= LONGEST or BETWEEN in text:
        return ""
    return f"{head}{_upper(text) if head.endswith('~') else text}"


def _upper(text: str) -> str:
    """Capitals as a database writes them: letter by letter, so ``ß`` stays."""
    if text.isascii():
        return text.upper()
    return "".join(upper if len(upper := letter.upper()) == 1 else letter for letter in text)
