"""From plain JSON values to a ``ContactPatch``, with every fault named at its path instead of the first one only."""

import math
import typing
from collections.abc import Mapping
from functools import cache
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType

from contacts.record.cleaning.clean import is_composed, text_fault, tidy
from contacts.record.errors import FieldError, Invalid, join
from contacts.record.parsing.explain import is_union, kind, shown, unfit, unknown
from contacts.record.patch import READ_ONLY, ContactPatch

MULTILINE = frozenset({"notes", "contract_notes", "lines"})
MAX_PARTS = 200  # of one kind on one contact; more is a mistake in the caller's loop, not a person
MAX_DEPTH = 20
# In JSON: two blanks, one at an edge, and what may nest without end.
UNTIDY = (b"  ", b'" ', b' "', b'"kept":')
# Signs of ASCII that can be printed and need no escaping, and all digits as zeros: bytes are searched by whole classes
# in a tenth of the time that a regular expression takes.
ORDINARY = bytes(set(range(32, 127)) - set(b"\\"))
ZEROS = bytes(48 if 48 <= sign <= 57 else sign for sign in range(256))
LONG_NUMBER = b"0" * 19
_encoder = msgspec.json.Encoder()
MAX_ERRORS = 100  # of one input; who sends more is not helped by hearing of all
MAX_CHARACTERS = 100_000  # of any text anywhere, before it is looked at more closely
LARGEST = 2**63 - 1
P = TypeVar("P", bound=Struct)


class Slot(NamedTuple):
    """How one field of a patch is read: as a value, as a nested patch, or as a list of at most ``most`` of them."""

    shape: str
    nested: type[Struct] | None
    value_type: Any
    nullable: bool
    most: int = MAX_PARTS


def parse_patch(data: object, *, ignore_unknown: bool = False) -> ContactPatch:
    """The patch that ``data`` (decoded JSON) speaks of; raises ``Invalid`` with all faults of all fields."""
    if _is_plain(data):
        try:
            return msgspec.convert(data, ContactPatch)
        except msgspec.ValidationError:
            pass  # some key needs the careful way, or is wrong: read again, key by key
    errors: list[FieldError] = []
    patch = _struct(ContactPatch, data, "", errors, ignore_unknown)
    if errors:
        raise Invalid(errors)
    assert isinstance(patch, ContactPatch)
    return patch


def parse_as(cls: type[P], data: object) -> P:
    """The patch of another kind that ``data`` (decoded JSON) speaks of; raises ``Invalid`` with all faults."""
    errors: list[FieldError] = []
    patch = _struct(cls, data, "", errors, False)
    if errors:
        raise Invalid(errors)
    assert isinstance(patch, cls)
    return patch


def _is_plain(data: object) -> bool:
    """Whether all text inside is tidy already, which is most input and needs no cleaning."""
    try:
        text = _encoder.encode(data)  # one text is looked at sooner than fifty
    except (TypeError, ValueError, OverflowError, RecursionError):
        return False
    if any(sign in text for sign in UNTIDY) or text.count(b",") >= MAX_PARTS:
        return False
    if not _is_ordinary(text.translate(None, ORDINARY)):
        return False
    # JSON writes what is no number as null.
    return (b"null" not in text and LONG_NUMBER not in text.translate(ZEROS)) or _numbers_fit(data)


def _is_ordinary(signs: bytes) -> bool:
    """Whether what is left of a text without its ``ORDINARY`` signs is printable and composed.

    Looking at the rest alone finds no less: nothing composes with a sign of ASCII but marks, and those are in the rest.
    """
    text = signs.decode()
    return not text or (b"\\" not in signs and text.isprintable() and is_composed(text))


def _numbers_fit(value: object) -> bool:
    if isinstance(value, dict):
        return all(map(_numbers_fit, value.values()))
    return all(map(_numbers_fit, value)) if isinstance(value, list) else not _number_fault(value)


def _number_fault(value: object) -> str:
    """Why a number cannot be kept in every store and every JSON reader, or an empty string."""
    if type(value) is float and not math.isfinite(value):
        return "Not a number that can be stored."
    if type(value) is int and abs(value) > LARGEST:
        return f"At most {LARGEST} in either direction."
    return ""


def _struct(cls: type[Struct], data: object, path: str, errors: list[FieldError], lenient: bool) -> Struct | None:
    if not isinstance(data, Mapping):
        errors.append(FieldError(path, "invalid", f"Expected an object with keys, got {kind(data)}."))
        return None
    slots, before, values = plan(cls), len(errors), {}
    skipped = READ_ONLY.get(cls.__name__, getattr(cls, "READ_ONLY", frozenset[str]()))
    for key, value in data.items():
        if len(errors) >= MAX_ERRORS:
            break
        slot = slots.get(key)
        if slot is not None:
            values[key] = _slot(slot, key, value, join(path, key), errors, lenient)
        elif key not in skipped and not lenient:
            errors.append(unknown(shown(key), join(path, shown(key)), slots))
    if len(errors) > before:
        return None
    try:
        return cls(**values)
    except TypeError:  # the only required key of any patch is a zone's id
        errors.append(FieldError(join(path, "id"), "required", "This key is required."))
        return None


def _slot(slot: Slot, key: str, value: object, path: str, errors: list[FieldError], lenient: bool) -> Any:
    if value is None and slot.nullable:
        return None
    if slot.shape == "nested":
        assert slot.nested is not None
        return _struct(slot.nested, value, path, errors, lenient)
    if slot.shape == "list":
        return _list(slot, value, path, errors, lenient)
    return _value(slot, key, value, path, errors)


def _list(slot: Slot, value: object, path: str, errors: list[FieldError], lenient: bool) -> list[Any] | None:
    assert slot.nested is not None
    if not isinstance(value, list):
        errors.append(FieldError(path, "invalid", f"Expected a list, got {kind(value)}."))
        return None
    if len(value) > slot.most:
        errors.append(FieldError(path, "too_many", f"At most {slot.most:,} entries (got {len(value):,})."))
        return None
    return [_struct(slot.nested, item, f"{path}[{n}]", errors, lenient) for n, item in enumerate(value)]


def _value(slot: Slot, key: str, value: object, path: str, errors: list[FieldError]) -> Any:
    fault = _too_large(slot, value, path) or _text_faults(value, path, key in MULTILINE)
    if fault:
        errors.append(fault)
        return UNSET
    if isinstance(value, str):
        value = tidy(value, multiline=key in MULTILINE)
    if type(value) is str and value == "" and _is_nullable_non_text(slot):
        return None
    try:
        return msgspec.convert(value, slot.value_type)
    except msgspec.ValidationError:
        errors.extend(islice(unfit(value, slot.value_type, path), MAX_ERRORS))
        return UNSET


def _too_large(slot: Slot, value: object, path: str) -> FieldError | None:
    """A list or a text that is told off by its size alone, before time is spent on it."""
    if isinstance(value, list) and len(value) > MAX_PARTS:
        return FieldError(path, "too_many", f"At most {MAX_PARTS} entries (got {len(value)}).")
    if not isinstance(value, str) or len(value) <= MAX_CHARACTERS:
        return None
    return next(unfit(value, slot.value_type, path), None)


def _text_faults(value: object, path: str, multiline: bool, depth: int = 0) -> FieldError | None:
    """The first text or number inside ``value`` that cannot be stored, however deep it lies."""
    if isinstance(value, str):
        if len(value) > MAX_CHARACTERS:
            return FieldError(path, "too_long", f"At most {MAX_CHARACTERS:,} characters (got {len(value):,}).")
        message = text_fault(value, multiline=multiline)
        return FieldError(path, "invalid_text", message) if message else None
    if depth > MAX_DEPTH:
        return FieldError(path, "invalid", f"Nested more than {MAX_DEPTH} deep.")
    if message := _number_fault(value):
        return FieldError(path, "invalid", message)
    items: Any = ()
    if isinstance(value, Mapping):
        items = [(join(path, shown(k)), part) for k, v in value.items() for part in (k, v)]
    elif isinstance(value, list):
        items = [(f"{path}[{n}]", v) for n, v in enumerate(value)]
    return next((f for p, v in items if (f := _text_faults(v, p, True, depth + 1))), None)


@cache
def plan(cls: type[Struct]) -> dict[str, Slot]:
    """The slots of a patch class by key, read once from its annotations."""
    hints = typing.get_type_hints(cls, include_extras=True)
    return {name: _read_slot(hints[name]) for name in cls.__struct_fields__}


def _read_slot(hint: Any) -> Slot:
    arms = list(typing.get_args(hint)) if is_union(hint) else [hint]
    arms = [arm for arm in arms if arm is not UnsetType]
    nullable = type(None) in arms
    for arm in arms:
        if isinstance(arm, type) and issubclass(arm, Struct):
            return Slot("nested", arm, None, nullable)
        limits = typing.get_args(arm)[1:] if typing.get_origin(arm) is typing.Annotated else ()
        listed = typing.get_args(arm)[0] if limits else arm
        if typing.get_origin(listed) is list:
            (item,) = typing.get_args(listed)
            if isinstance(item, type) and issubclass(item, Struct):
                most = next((one.max_length for one in limits if getattr(one, "max_length", None)), MAX_PARTS)
                return Slot("list", item, None, nullable, most)
    return Slot("value", None, typing.Union[tuple(arms)], nullable)  # noqa: UP007 - built at run time


@cache
def _accepts_text(value_type: Any) -> bool:
    try:
        msgspec.convert("", value_type)
    except msgspec.ValidationError:
        return False
    return True


def _is_nullable_non_text(slot: Slot) -> bool:
    return slot.nullable and not _accepts_text(slot.value_type)
