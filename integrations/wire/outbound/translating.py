"""Between our stored contact and what one account's other side says and hears: the table, and whose ids are whose."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from msgspec import Struct

from contacts.record.errors import FieldError
from integrations.connections.needs import Need
from integrations.connections.queries import Account, References
from integrations.mapping.codecs import Known
from integrations.mapping.draft import Misread, Parsed
from integrations.mapping.sources import Aside, Body, Consents, Kept
from integrations.mapping.table import BLANKS, Row, Table
from integrations.wire.lookups import Lookups
from integrations.wire.outbound.connector import Connector
from integrations.wire.outbound.troubles import Declined, TryAgain

MARK = "crm:"  # in front of our UUID, in a field of theirs
LARGEST = 2**63 - 1
ROUNDS = 5
TIME_ZONE = Need(
    "time_zone", "Time zone", "Of the times there, like Europe/Nicosia; as here when blank.", required=False
)
# Places in which no value means that nobody ever said one, and not that it was taken away.
UNSAID = (Aside, Consents, Kept)


class Abroad(Lookups):
    """What is known, with the time zone of an account; raises ``Declined`` for one that does not exist."""

    def __init__(self, account: Account) -> None:
        super().__init__()
        self._zone = account.said.get("time_zone", "")

    @cached_property
    def zone(self) -> dt.tzinfo:
        if not self._zone:
            return super().zone
        try:
            return zoneinfo.ZoneInfo(self._zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise Declined("There is no time zone with the name that the connection has.") from error


class Field(Struct, frozen=True):
    """One of their fields that holds ids: where it is, and what each id is called on the other side."""

    keys: tuple[str, ...]
    names: Mapping[Any, Any]


class _Shown(Struct, frozen=True):
    """A look-up of ours as the table shows it: by its id, or by another column where its row is at hand."""

    known: Known
    column: str

    def __call__(self, kind: str, ref: int) -> int | str:
        value = None if self.column == "id" else self.known.row(kind, ref).get(self.column)
        return ref if value is None else str(value)


def called(
    table: Table, connector: Connector | type[Connector], body: Body, known: Known, references: References
) -> dict[str, Any]:
    """Our stored contact as their request says it.

    What nobody ever said to us is left out, or our silence would undo theirs: a consent, a value kept for them. So is
    a look-up that has no name there, and none at all while no look-up of its kind has one.
    """
    call = table.call(body, known)
    for row in _unsaid(table, body):
        _drop(call, tuple(row.their.split(".")))
    for name in connector.unsent:
        call.pop(name, None)
    shown = _Shown(known, connector.named_by)
    theirs = {
        kind: {str(shown(kind, ref)): name for ref, name in names.items()} for kind, names in references.theirs.items()
    }
    for field in _fields(connector, theirs):
        _translate(call, field)
    if connector.marked and call.get(connector.marked) in BLANKS:
        call[connector.marked] = mark(body)
    return call


def replied(
    table: Table, connector: Connector | type[Connector], data: Mapping[str, Any], current: Body, known: Known,
    references: References,
) -> Parsed:  # fmt: skip
    """What a contact of theirs says that differs from ``current``, or from a blank contact.

    What cannot be read is left out and stands in ``unread``, at their names. Raises ``TryAgain`` when nothing can.
    """
    said = dict(data)
    for path in connector.references:
        _own(said, tuple(path.split(".")))
    shown = _Shown(known, connector.named_by)
    ours = {kind: {name: shown(kind, ref) for name, ref in names.items()} for kind, names in references.ours.items()}
    for field in _fields(connector, ours):
        _translate(said, field)
    if connector.marked and is_mark(said.get(connector.marked)):
        del said[connector.marked]
    unread: list[FieldError] = []
    for _ in range(ROUNDS):
        try:
            parsed = table.reply(said, current=current, known=known)
        except Misread as exc:
            unread += exc.errors
            said = without(said, [error.path for error in exc.errors])
            continue
        return Parsed(parsed.patch, parsed.names, parsed.aside, tuple(unread))
    raise TryAgain("The other side answered a contact that cannot be read.")


def without(data: Mapping[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """A contact of theirs without what is at ``paths``, as faults name them; a value inside a list takes the list."""
    left = dict(data)
    for path in paths:
        _drop(left, tuple(path.partition("[")[0].split(".")))
    return left


def mark(body: Body) -> str:
    """What a contact of ours is found by at systems that keep a reference of others."""
    return f"{MARK}{body['uuid']}"


def is_mark(value: Any) -> bool:
    """Whether ``value`` is a mark of ours, or of an installation like ours."""
    return isinstance(value, str) and value.startswith(MARK)


def _unsaid(table: Table, body: Body) -> list[Row]:
    rows = [row for row in table.rows if row.way != "out" and isinstance(row.slot.source, UNSAID)]
    return [row for row in rows if row.slot.key and row.slot.source.finder()(body).get(row.slot.key) is None]


def _fields(connector: Connector | type[Connector], names: Mapping[str, Mapping[Any, Any]]) -> list[Field]:
    return [Field(tuple(path.split(".")), names.get(kind, {})) for path, kind in connector.references.items()]


def _translate(data: dict[str, Any], field: Field) -> None:
    """Put the other side's ids in place of this side's, and take out what has none."""
    at = _inner(data, field.keys)
    if at is None:
        return
    key = field.keys[-1]
    value = at[key]
    if not field.names:
        del at[key]
    elif isinstance(value, list):
        at[key] = [_named(one, field.names) for one in value if _text(one) in field.names]
    elif value not in BLANKS and value != 0:
        if _text(value) in field.names:
            at[key] = _named(value, field.names)
        else:
            del at[key]


def _named(value: Any, names: Mapping[Any, Any]) -> Any:
    found = names[_text(value)]
    is_number = isinstance(value, int) and isinstance(found, str) and found.isascii() and found.isdigit()
    return int(found[:19]) if is_number else found


def _text(value: Any) -> str:
    """An id as text, empty for what is none."""
    if isinstance(value, str):
        return value
    return str(value) if type(value) is int and abs(value) <= LARGEST else ""


def _inner(data: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any] | None:
    """The object that holds the last of ``keys``, None when there is none."""
    at: Any = data
    for key in keys[:-1]:
        at = at.get(key) if isinstance(at, dict) else None
    return at if isinstance(at, dict) and keys[-1] in at else None


def _own(data: dict[str, Any], keys: tuple[str, ...]) -> None:
    """Copy the objects on the way to what is at ``keys``, so that it can be changed for us alone."""
    if len(keys) > 1 and isinstance(inner := data.get(keys[0]), dict):
        data[keys[0]] = dict(inner)
        _own(data[keys[0]], keys[1:])


def _drop(data: dict[str, Any], keys: tuple[str, ...]) -> None:
    """Take out what is at ``keys``, or the nearest there is above it; objects on the way are copied."""
    if len(keys) > 1 and isinstance(inner := data.get(keys[0]), dict) and _inner(inner, keys[1:]) is not None:
        data[keys[0]] = dict(inner)
        _drop(data[keys[0]], keys[1:])
    else:
        data.pop(keys[0], None)
