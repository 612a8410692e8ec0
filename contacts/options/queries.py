"""Reading options; a process believes what it read for a second."""

import time
from typing import Any

import msgspec

from contacts.options.declaration import DECLARED, Option
from contacts.options.models import OptionValue
from contacts.tables import caches
from contacts.vault.seal import unseal

REMEMBERED = 1.0  # seconds
_read: dict[str, Any] = {}
_read_at = float("-inf")


def get(option: Option) -> Any:
    """The option's value now, of the type of its default; at most one statement a second for all of them."""
    global _read, _read_at
    if time.monotonic() - _read_at > REMEMBERED:
        _read, _read_at = _stored(), time.monotonic()
    return _read.get(option.name, option.default)


def decided() -> dict[str, OptionValue]:
    """The rows of options that somebody decided, by name; their values are not opened."""
    return {row.name: row for row in OptionValue.objects.all() if row.name in DECLARED}


def forget() -> None:
    """Ask the database at the next look."""
    global _read_at
    _read_at = float("-inf")


caches.register(forget)


def place(name: str) -> str:
    """Where a secret option opens, and nowhere else."""
    return f"contacts_optionvalue|value|{name}"


def _stored() -> dict[str, Any]:
    return {
        name: _opened(DECLARED[name], text)
        for name, text in OptionValue.objects.values_list("name", "value")
        if name in DECLARED
    }


def _opened(option: Option, text: str) -> Any:
    return unseal(text, place=place(option.name)) if option.kind == "secret" else msgspec.json.decode(text)
