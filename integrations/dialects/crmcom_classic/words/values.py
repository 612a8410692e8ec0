"""Single values: choices, numbers, dates that keep their time of day, and the fields that each customer defines."""

from collections.abc import Callable, Iterator
from typing import Any

from contacts.record import choices
from contacts.record.cleaning.clean import text_fault
from contacts.record.errors import invalid
from integrations.mapping.codecs import Codec, Known, choice, text
from integrations.mapping.draft import Draft
from integrations.mapping.moments import naive_moment
from integrations.mapping.slots import Show, Slot, here
from integrations.mapping.sources import PLAIN, Body, Custom, Here, Kept, Look
from integrations.mapping.table import Row

NAME = "crmcom_classic"
LINE, KEY, NOTES = text(200), text(100), text(20_000)
TYPE = choice({"person": "PERSON", "company": "COMPANY"})
STATE = Codec(lambda _: None, lambda value: "Active" if value else "Inactive", schema={"type": "string"})
GENDER = choice({member: member for member in choices.members(choices.Gender) if member})
LANGUAGE = choice({member: member for member in choices.members(choices.Language) if member})
UNIT = Codec(lambda _: None, int, schema={"type": "integer"})


def _name(kind: str, company: str, first: str, last: str, whole: str, display: str) -> str | None:
    """First and last name, without title and middle name (line 2229); a name that was given whole as it was given."""
    parts = (company,) if kind == "company" else (first, last)
    return whole or " ".join(filter(None, parts)) or display or None


def part_types(kind: object, **nearest: str) -> Iterator[Row]:
    """Types in capitals, as the newest sample has them; they are read in any case.

    The vendor has fewer than we have: of the others it is sent the ``nearest``.
    """
    shown = choice({member: member for member in choices.members(kind)})
    yield Row("type", here("type"), shown, "out")
    yield Row(
        "type", here("type"), Codec(shown.decode, lambda ours: nearest.get(ours, ours), schema=shown.schema), "in"
    )


RELATION_TYPE = choice({member: member.replace("_", " ").title() for member in choices.members(choices.RelationType)})


def hex_id(number: int) -> str:
    """The id of a part as the vendor spells ids."""
    return f"{number:032X}"


HEX_ID = Codec(lambda _: None, hex_id, schema={"type": "string"})


def _amount(value: Any) -> Any:
    number = None if value is None else float(value)
    return int(number) if number is not None and number == int(number) else number


def _number(value: Any) -> Any:
    if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float, str))):
        raise invalid("", "invalid", "Expected a number like 12.5.")
    try:
        return None if value in (None, "") else _amount(value)
    except (ValueError, OverflowError):
        raise invalid("", "invalid", "Expected a number like 12.5.") from None


AMOUNT = Codec(_number, _amount, schema={"type": ["number", "null"]})


def _own_text(value: Any) -> str | None:
    found: str | None = NOTES.decode(str(value) if isinstance(value, (int, float)) else value)
    if found and (fault := text_fault(found, multiline=True)):
        raise invalid("", "invalid", fault)
    return found


OWN = {
    "string": ("text", Codec(_own_text, schema={"type": ["string", "null"]})),
    "float": ("decimal", AMOUNT),
    "date": ("datetime", naive_moment()),
}


def own_fields(part: str, **counts: int) -> Iterator[Row]:
    """``udf_string_1`` and so on: custom fields of the group that is called like the dialect."""
    for kind, count in counts.items():
        for n in range(1, count + 1):
            name = f"udf_{kind}_{n}"
            yield Row(name, Slot(Custom(NAME), alias_of(part, name)), OWN[kind][1])


def alias_of(part: str, name: str) -> str:
    """The alias of such a field; aliases are unique over all parts of contacts."""
    return name if part == "contact" else f"{part}_{name}"


DATE = Codec(naive_moment().decode, schema={"type": ["string", "null"]})


class Dated(Slot, frozen=True):
    """A day of ours that the vendor sends and shows with a time; the time is kept for the vendor's programs."""

    also = (("kept",),)

    def shower(self, codec: Codec, look: Look = PLAIN) -> Show:
        kept, key = Kept(NAME).finder(look), self.key

        def show(found: Any, body: Body, known: Known) -> str | None:
            day, sent = found.get(key), kept(body).get(key)
            if not day:
                return None
            return sent if isinstance(sent, str) and sent[:10] == day else f"{day}T00:00:00"

        return show

    def put(self, draft: Draft, value: Any, their: str, known: Known) -> None:
        self.source.put(draft, self.key, value and value[:10], their)
        if value and value[11:19] not in ("", "00:00:00"):
            Kept(NAME).put(draft, self.key, value[:19], their)


class Derived(Slot, frozen=True):
    """A text that is made of several values of its contact or part."""

    made: Callable[..., str | None]
    of: tuple[str, ...]

    def reads(self) -> tuple[tuple[str, ...], ...]:
        return tuple((name,) for name in self.of)

    def shower(self, codec: Codec, look: Look = PLAIN) -> Show:
        made, values = self.made, look.at(*self.of)
        return lambda found, body, known: made(*values(body))


DERIVED = Codec(lambda _: None, schema={"type": ["string", "null"]})
NAMES = ("kind", "company_name", "first_name", "last_name", "whole_name", "display_name")
WHOLE_NAME = Derived(Here(), "display_name", _name, NAMES)
