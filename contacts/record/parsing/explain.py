"""Faults of an input in sentences that a caller can act on."""

import difflib
import re
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from contacts.record.errors import FieldError, join

INNER_PATH = re.compile(r"(.*?) - at `(?:key` in `)?\$(.*)`", re.DOTALL)


def shown(key: object) -> str:
    """A caller's own key as it can stand in an answer."""
    return "".join(c if c.isprintable() else "\ufffd" for c in str(key)[:60])


def unknown(key: str, path: str, known: Iterable[str]) -> FieldError:
    """A key that is none of ``known``, with the one that was probably meant."""
    close = difflib.get_close_matches(key, known, n=1)
    hint = f" Did you mean {close[0]}?" if close else ""
    return FieldError(path, "unknown_field", f"There is no field {key!r} here.{hint}")


def misfits(data: object, shape: type[msgspec.Struct]) -> Iterator[FieldError]:
    """Why ``data`` is no ``shape``, at each key."""
    if not isinstance(data, Mapping):
        yield FieldError("", "invalid", f"Expected an object with keys, got {kind(data)}.")
        return
    fields = {field.encode_name: field for field in msgspec.structs.fields(shape)}
    for key, value in data.items():
        if key in fields:
            yield from unfit(value, fields[key].type, key)
        else:
            yield unknown(shown(key), shown(key), fields)
    for name, field in fields.items():
        if field.required and name not in data:
            yield FieldError(name, "required", "This key is required.")


def unfit(value: object, value_type: Any, path: str) -> Iterator[FieldError]:
    """Why ``value`` is no ``value_type``; in a table or another object at each key, which msgspec does not tell."""
    arms = typing.get_args(value_type) if is_union(value_type) else (value_type,)
    table = next((arm for arm in arms if typing.get_origin(arm) is dict), None)
    if table and isinstance(value, Mapping):
        keys, values = typing.get_args(table)
        for key, inner in value.items():
            at = join(path, shown(key))
            yield from unfit(key, keys, at)
            yield from unfit(inner, values, at)
        return
    object_ = next((arm for arm in arms if isinstance(arm, type) and issubclass(arm, msgspec.Struct)), None)
    if object_ and isinstance(value, Mapping) and (found := list(misfits(value, object_))):
        yield from (fault.under(path) for fault in found)
        return
    try:
        msgspec.convert(value, value_type)
    except msgspec.ValidationError as exc:
        yield _explained(str(exc), value, path, _members(arms))


def is_union(hint: Any) -> bool:
    """Whether an annotation names several types."""
    return typing.get_origin(hint) in (typing.Union, types.UnionType)


def _members(arms: Iterable[Any]) -> tuple[str, ...]:
    found = (arm for each in arms for arm in (each, *typing.get_args(each)))
    return next((typing.get_args(arm) for arm in found if typing.get_origin(arm) is typing.Literal), ())


def _explained(message: str, value: object, path: str, choices: tuple[str, ...] = ()) -> FieldError:
    """msgspec's sentence, with its inner path added to ours and lengths told with what came."""
    found = INNER_PATH.fullmatch(message)
    text, inner = (found[1], found[2]) if found else (message, "")
    path, text = join(path, inner.lstrip(".").split("[...]")[0]), text[:200]
    if "of length <=" in text:
        limit = text.rsplit(" ", 1)[-1]
        got = f" (got {len(value)})" if isinstance(value, str) else ""
        return FieldError(path, "too_long", f"At most {limit} characters{got}.")
    if text.startswith("Invalid enum value"):
        return FieldError(path, "invalid_choice", f"{text.replace('enum value', 'choice')}.{_expected(choices)}")
    for word, plain in _PLAIN_WORDS.items():
        text = text.replace(word, plain)
    return FieldError(path, "invalid", f"{text}.")


_PLAIN_WORDS = {
    "`": "",
    " | null": "",
    " | ": " or ",
    "object": "an object",
    "str": "text",
    "int": "a whole number",
    "bool": "true or false",
    "array": "a list",
    "float": "a number",
    "Invalid RFC3339 encoded datetime": "Expected a date and time with its zone, like 2026-02-28T09:30:00Z",
    "Invalid RFC3339 encoded date": "Expected a date that exists, like 2026-02-28",
}


def _expected(choices: tuple[str, ...]) -> str:
    return f" Expected one of {', '.join(c for c in choices if c)}." if choices else ""


def kind(value: object) -> str:
    """The JSON kind of a value, with its article."""
    names = {
        "dict": "an object",
        "list": "a list",
        "str": "text",
        "NoneType": "null",
        "bool": "true or false",
    }
    return names.get(type(value).__name__, "a number")
