"""How one value is spelled: pairs of ``decode`` (theirs to ours) and ``encode`` (ours, as records have it, to theirs).

``decode`` raises ``Invalid`` at the empty path with a sentence that says what would be right.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast

from msgspec import Struct

from contacts.record.cleaning import clean
from contacts.record.cleaning.custom import Definition
from contacts.record.errors import Invalid, invalid

Decode = Callable[[Any], Any]
Encode = Callable[[Any], Any]


class Known(Protocol):
    """What an answer needs beside the contact: the installation's time zone, rows of look-ups, custom fields."""

    @property
    def zone(self) -> dt.tzinfo: ...

    @property
    def definitions(self) -> Mapping[str, Definition]: ...  # custom fields of contacts by alias

    @property
    def groups(self) -> Mapping[str, Mapping[str, Any]]: ...  # their aliases with blank values, by group

    def row(self, kind: str, ref: int | None) -> Mapping[str, Any]: ...

    def named(
        self, kind: str, column: str, value: Any
    ) -> list[int]: ...  # ids of the rows where it stands, two at most


class Codec(Struct, frozen=True):
    """One spelling. Without ``encode`` a value is shown as it is; the ``…_known`` ones are for those that need more.

    ``schema`` is what JSON Schema says of it. ``looks`` names the kind of look-up that values are ids of; with
    ``column`` that of its row is what is shown. ``is_flag`` ones are compared as true or not true, since what is not
    known counts as false.
    """

    decode: Decode
    encode: Encode | None = None
    encode_known: Callable[[Any, Known], Any] | None = None
    schema: dict[str, Any] = {}
    looks: str = ""
    column: str = ""
    is_flag: bool = False
    decode_known: Callable[[Any, Known], Any] | None = None

    def read(self, value: Any, known: Known) -> Any:
        """Our value for theirs; raises ``Invalid`` at the empty path."""
        return self.decode_known(value, known) if self.decode_known else self.decode(value)

    @property
    def blank(self) -> Any:
        """What nothing is shown as; that is the same whatever is known."""
        if self.encode_known is not None:
            return self.encode_known(None, cast(Known, None))
        return self.encode(None) if self.encode else None


def or_none(value: Any) -> Any:
    """Nothing is null; tables know this one and do without calling it."""
    return value or None


TRUE = ("true", "1", "yes", "on")
FALSE = ("false", "0", "no", "off", "")
LARGEST = 2**63 - 1


def text(most: int = 200, *, least: int = 0, empty: str | None = None, message: str = "") -> Codec:
    """Text of ``least`` to ``most`` characters; nothing is shown as ``empty``."""

    def decode(value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str) or not least <= len(value) <= most:
            raise invalid("", "invalid", message or f"Expected text of at most {most} characters.")
        return value

    schema = {"type": "string" if empty == "" else ["string", "null"], "maxLength": most}
    return Codec(decode, or_none if empty is None else None, schema=schema)


def loose_text(most: int = 200, *, empty: str | None = "") -> Codec:
    """Text, or a number taken for text, as programs send them that keep everything in strings."""
    inner = text(most, empty=empty)

    def decode(value: Any) -> str | None:
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        found: str | None = inner.decode(str(value) if is_number else value)
        return found

    return Codec(decode, inner.encode, schema=inner.schema)


def email(most: int = 254, *, empty: str | None = None) -> Codec:
    """An email address of at most ``most`` characters."""
    inner = text(most, empty=empty, message=f"Expected an email address of at most {most} characters.")

    def decode(value: Any) -> str | None:
        found: str | None = inner.decode(value)
        return clean.email(found, "") if found else found

    return Codec(decode, inner.encode, schema=inner.schema)


def whole(least: int = -LARGEST, most: int = LARGEST, *, words: bool = False, shown: Encode | None = None) -> Codec:
    """A whole number; with ``words`` also digits in a text."""

    def decode(value: Any) -> int | None:
        if value is None or (words and value == ""):
            return None
        if words and isinstance(value, str) and value.lstrip("-").isascii() and value.lstrip("-").isdigit():
            value = int(value[:20])
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise invalid("", "invalid", f"Expected a whole number from {least} to {most}.")
        return value

    return Codec(decode, shown, schema={"type": ["integer", "string", "null"] if words else ["integer", "null"]})


def flag(
    true: Any = True, false: Any = False, *, opposite: bool = False, schema: dict[str, Any] | None = None
) -> Codec:
    """A yes or no, shown as ``true`` or ``false``; every usual spelling is understood. ``opposite`` to our own flag."""
    seen = (false, true) if opposite else (true, false)

    def encode(value: Any) -> Any:
        return seen[0] if value else seen[1]

    return Codec(
        lambda value: read_flag(value) is not opposite, encode, schema=schema or _flag_schema(true), is_flag=True
    )


def _flag_schema(true: Any) -> dict[str, Any]:
    kinds = {bool: "boolean", int: "integer", str: "string"}
    return {"type": [kinds[type(true)], "null"]}


def read_flag(value: Any) -> bool:
    """Any spelling of yes or no, null being no; raises ``Invalid``."""
    word = str(value).lower() if isinstance(value, (bool, int, str)) else "" if value is None else "?"
    if word not in TRUE and word not in FALSE:
        raise invalid("", "invalid", "Expected true or false (1 or 0).")
    return word in TRUE


def state(meanings: Mapping[Any, str], *, unsaid: Any, else_: Mapping[str, Any] | None = None) -> Codec:
    """A consent seen as a flag: ``meanings`` is what true and false stand for, ``unsaid`` how no statement is shown."""
    shown = {ours: theirs for theirs, ours in meanings.items()} | dict(else_ or {})
    schema = {"type": ["boolean", "null"]}
    return Codec(
        lambda value: meanings[read_flag(value)], lambda value: shown.get(value, unsaid), schema=schema, is_flag=True
    )


def choice(theirs: Mapping[str, str], *, unsaid: Any = None) -> Codec:
    """A closed list: ``theirs`` is their spelling by ours; read without regard to case, with ``_`` like a space."""
    ours = {_folded(spelling): member for member, spelling in theirs.items()}

    def decode(value: Any) -> str | None:
        if value is None or value == "":
            return None
        found = ours.get(_folded(value)) if isinstance(value, str) else None
        if found is None:
            raise invalid("", "invalid_choice", f"Expected one of {', '.join(theirs.values())}.")
        return found

    def encode(value: Any) -> Any:
        return theirs.get(value, unsaid) if value else unsaid

    return Codec(decode, encode, schema={"type": ["string", "null"]})


def _folded(word: str) -> str:
    return word.strip().replace("_", " ").casefold()


def looked_up(kind: str, column: str = "id", *, unsaid: Any = None, shown: Encode = lambda value: value) -> Codec:
    """A look-up, shown by one of its columns; named by its id, its code or its name."""

    def decode(value: Any) -> int | str | None:
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, (int, str)) or len(str(value)) > 200:
            raise invalid("", "invalid", f"Expected a {kind.replace('_', ' ')}.")
        return value

    def encode(value: Any) -> Any:
        return unsaid if value is None else shown(value)

    schema = {"type": ["integer", "string", "null"]}
    if column == "id":
        return Codec(decode, encode, schema=schema)
    return Codec(decode, encode, schema=schema, looks=kind, column=column)


def constant(value: Any) -> Codec:
    """Always the same in answers, and not listened to."""
    return Codec(lambda _: None, lambda _: value, schema={})


def scalar(most: int = 200) -> Codec:
    """What a vendor may put in one field of its own: text or a number."""

    def decode(value: Any) -> Any:
        fits = value is None or (isinstance(value, (str, int, float)) and not isinstance(value, bool))
        if not fits or len(str(value)) > most:
            raise invalid("", "invalid", f"Expected text of at most {most} characters, or a number.")
        return value

    return Codec(decode, schema={"type": ["string", "number", "null"]})


def many(inner: Codec | None = None, *, most: int = 100) -> Codec:
    """A list of values; nothing is shown as an empty list."""

    def decode(value: Any) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list) or len(value) > most:
            raise invalid("", "invalid", f"Expected a list of at most {most} values.")
        try:
            return [inner.decode(one) for one in value] if inner else value
        except Invalid as exc:
            raise invalid("", "invalid", f"In the list: {exc.errors[0].message}") from None

    return Codec(decode, lambda value: value or [], schema={"type": "array", "items": inner.schema if inner else {}})
