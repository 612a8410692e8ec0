"""What an option is, and all that were declared; a room declares its own at the top of its ``options`` module."""

from collections.abc import Callable
from typing import Any, Literal

from msgspec import Struct

from contacts.record.errors import invalid

Kind = Literal["text", "long_text", "secret", "flag", "number", "choice", "choices"]
Value = str | int | bool | list[str]
TYPES: dict[str, type[Any]] = {"flag": bool, "number": int, "choices": list}
MOST_CHARACTERS = 20_000


class Option(Struct, frozen=True, kw_only=True):
    """One decision: ``name`` is ``room.what``; ``check`` raises ``Invalid`` at the empty path.

    A ``secret`` is sealed where it is stored and never shown again. ``choices`` are ``(value, label)``; a ``number``
    lies from ``least`` to ``most``.
    """

    name: str
    label: str
    help: str
    group: str
    default: Value
    kind: Kind = "text"
    choices: tuple[tuple[str, str], ...] = ()
    least: int = 0
    most: int = 2**31 - 1
    check: Callable[[Any], None] | None = None

    def checked(self, value: Any) -> Value:
        """``value`` when it may be this option's; raises ``Invalid`` at the option's name."""
        wanted = TYPES.get(self.kind, str)
        if type(value) is not wanted:
            raise invalid(self.name, "invalid", f"Expected {wanted.__name__}.")
        if isinstance(value, str) and len(value) > MOST_CHARACTERS:
            raise invalid(self.name, "too_long", f"At most {MOST_CHARACTERS} characters.")
        if self.kind == "number" and not self.least <= value <= self.most:
            raise invalid(self.name, "invalid", f"Expected a whole number from {self.least} to {self.most}.")
        allowed = {key for key, _ in self.choices}
        chosen = value if self.kind == "choices" else [value] if self.kind == "choice" else []
        if unknown := [one for one in chosen if one not in allowed]:
            raise invalid(self.name, "invalid_choice", f"Expected {', '.join(sorted(allowed))} (got {unknown[0]!r}).")
        if self.check:
            self.check(value)
        result: Value = value
        return result


DECLARED: dict[str, Option] = {}


def declare(option: Option) -> Option:
    """Make ``option`` known; its name must be new."""
    if option.name in DECLARED:
        raise ValueError(f"two options are named {option.name}")
    DECLARED[option.name] = option
    return option
