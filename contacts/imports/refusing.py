"""All that is wrong with the rows that are refused: what the first faults of a row hid is found by asking without them.

Cells are read, then types looked at, then values, then the database is asked; each step needs what the one before made.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from contacts.directory import operations as door
from contacts.directory.commands import Command, Create, Outcome, Refused, Update
from contacts.history.actor import Actor
from contacts.imports.incoming import Contact
from contacts.imports.judging import Faulty, Row, column
from contacts.imports.mapping import Mapper
from contacts.record.errors import FieldError, Invalid
from contacts.record.parsing.parse import parse_patch

ROUNDS = 5  # one for each step, and one for what can be told of a part only without its other faults
NAMING = frozenset(
    {"title", "first_name", "middle_name", "last_name", "company_name", "display_name", "emails", "phones"}
)
_KEYS = re.compile(r"[^.\[\]]+")


def in_full(chunk: Sequence[Row], outcomes: Sequence[Outcome], mapper: Mapper | None, *, actor: Actor) -> list[Outcome]:
    """``outcomes`` with every fault of each refused row; a few statements for all of them together, none for none."""
    doubts = {n: _Doubt(chunk[n], each.errors, mapper) for n, each in enumerate(outcomes) if isinstance(each, Refused)}
    waiting = list(doubts.values())
    while waiting:
        asked: dict[int, tuple[_Doubt, Command]] = {}
        for n, doubt in enumerate(waiting):
            place = doubt.record or -n  # a contact may stand in a batch once, so its next row waits
            if place not in asked and (command := doubt.command()):
                asked[place] = doubt, command
        answers = door.faults([command for _, command in asked.values()], actor=actor)
        for (doubt, _), errors in zip(asked.values(), answers, strict=True):
            doubt.answered(errors)
        waiting = [doubt for doubt in waiting if doubt.rounds]
    return [Refused("invalid", tuple(doubts[n].errors)) if n in doubts else each for n, each in enumerate(outcomes)]


class _Doubt:
    """What is known to be wrong with a row, and the rest of it, which may hide more for so many ``rounds``."""

    def __init__(self, row: Row, errors: Iterable[FieldError], mapper: Mapper | None) -> None:
        self.row, self.mapper, self.rounds = row, mapper, ROUNDS
        self.errors: list[FieldError] = []
        self.places: set[str] = set()
        self.rest, self.record, self.uuid = _asked(row)
        if row.raw.problems:
            self._call()
        self._note(errors, whole=not isinstance(row.command, Faulty))

    def command(self) -> Command | None:
        """The rest as it can be asked of the door; None when another round has to leave out more."""
        self.rounds -= 1
        try:
            patch = parse_patch(self.rest)
        except Invalid as exc:
            self._note(exc.errors, whole=False)
            return None
        return Create(patch, self.uuid) if self.record is None else Update(self.record, patch)

    def answered(self, errors: Sequence[FieldError]) -> None:
        """Note what the door said of the rest; nothing ends the search."""
        self._note(errors, whole=True)
        if not errors:
            self.rounds = 0

    def _note(self, errors: Iterable[FieldError], *, whole: bool) -> None:
        """Add faults of columns that none is known of yet, and leave out what they speak of.

        With ``whole`` all of a list or profile goes, of which all faults of the step were told.
        """
        found = [(column(self.row, self.mapper, error.path) or error.path, error) for error in errors]
        self.errors += [error for place, error in found if place not in self.places]
        self.places.update(place for place, _ in found)
        for _, error in found:
            self._leave_out(_KEYS.findall(error.path), whole=whole)

    def _leave_out(self, keys: list[str], *, whole: bool) -> None:
        if keys == ["uuid"]:
            self.uuid = ""
        named = NAMING & self.rest.keys() & set(keys[:1])
        self.rest = _without(self.rest, keys[:1] if whole else keys)
        if named:
            self._call()

    def _call(self) -> None:
        """Give the rest a name, since the one it had may be what is wrong."""
        self.rest = {**self.rest, "display_name": "?"}


def _asked(row: Row) -> tuple[Contact, int | None, str]:
    """What a row says as JSON values, the contact it updates, and the UUID it brings."""
    command = row.command
    if isinstance(command, Faulty):
        return command.contact, command.record, command.uuid
    assert isinstance(command, Create | Update)
    told: Contact = msgspec.to_builtins(command.patch)
    return (told, None, command.uuid) if isinstance(command, Create) else (told, command.contact, "")


def _without(value: Any, keys: Sequence[str]) -> Any:
    """``value`` without what stands at ``keys``; a list keeps its length, or all of it goes."""
    head, *rest = keys or [""]
    if isinstance(value, list) and head.isdigit() and int(head) < len(value) and rest:
        inner = _without(value[int(head)], rest)
        return [inner if n == int(head) else item for n, item in enumerate(value)]
    if not isinstance(value, dict) or head not in value:
        return value
    inner = _without(value[head], rest) if rest else value[head]
    if inner != value[head]:
        return {**value, head: inner}
    return {key: item for key, item in value.items() if key != head}
