"""What contacts are filtered by most, as words beside their search text, so that one index answers several conditions.

Rows of several tables are crossed one by one: ten thousand contacts with a score, each looked up for its status. The
lists of an inverted index are crossed by skipping what cannot match. Only PostgreSQL has such an index; elsewhere
nothing is written. A word is ``path=value``, or ``path~VALUE`` where case does not count.
"""

from collections.abc import Callable, Iterable
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
LISTED: dict[str, Callable[[ContactRecord], Iterable[str | int | None]]] = {
    "sources=": attrgetter("sources"),
    "marketing_lists=": attrgetter("marketing_lists"),
    "affiliations.organisation=": lambda record: [one.organisation for one in record.affiliations],
    "tags~": attrgetter("tags"),
    "addresses.town~": lambda record: [one.town for one in record.addresses],
    "addresses.country~": lambda record: [one.country for one in record.addresses],
}
SINGLE = tuple((f"{name}{'~' if name in TYPED else '='}", attrgetter(name)) for name in (*CHOSEN, *TYPED))
HEADS = frozenset((*(head for head, _ in SINGLE), *LISTED))


def facets(record: ContactRecord) -> str | None:
    """A line for each word; None where no index has them."""
    if connection.vendor != "postgresql":
        return None
    found = [(head, value(record)) for head, value in SINGLE]
    found += [(head, value) for head, values in LISTED.items() for value in values(record)]
    words = [_word(head, value) for head, value in found]
    words += [
        word
        for group, values in record.custom.items()
        for alias, value in values.items()
        for one in (value if isinstance(value, list) else [value])
        for word in _custom_words(f"custom.{group}.{alias}", one)
    ]
    return BETWEEN.join(dict.fromkeys(filter(None, [ARCHIVED * record.is_archived, *words])))


def split(where: Where | None) -> tuple[list[str], Where | None]:
    """The words that a contact must have for ``where``, and what else must hold."""
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
