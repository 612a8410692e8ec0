"""Turn the cells of a row into a contact, column by column, as a person or a guess has mapped them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from typing import Any, Literal, NamedTuple

import msgspec

from contacts.imports.guessing.guess import NONE, guess_mapping
from contacts.imports.guessing.looks import date_order
from contacts.imports.guessing.paths import PART_FIELDS, Path, parse_path
from contacts.imports.incoming import Contact, Incoming, merge_more
from contacts.imports.problems import Problem
from contacts.imports.reading.table import Row, Table
from contacts.imports.values.cells import Converter, as_is, converter, joiner, takes_date
from contacts.record.errors import FieldError, Invalid
from contacts.record.parsing.explain import kind, misfits, shown
from contacts.record.parsing.parse import MAX_ERRORS

Empty = Literal["leave", "clear", "fill"]
Order = Literal["", "dmy", "mdy"]
_FLAGS = frozenset({"type", "is_primary", "is_active"})
LIKE = "like last_name, emails[1].email or addresses.HOME.town"
MOST_NAMED = 50  # columns, where one is missing


class ColumnRule(msgspec.Struct, frozen=True):
    """Where a column goes. An empty cell leaves or clears what is stored; "fill" writes only where nothing is.

    `dates` says what comes first in dates like 09/12/1906; without it they are refused.
    """

    target: str
    empty: Empty = "leave"
    dates: Order = ""


class Mapping(msgspec.Struct, frozen=True):
    """Rules by column name; columns without one are not read. A cell that equals `clear_marker` clears."""

    columns: dict[str, ColumnRule]
    clear_marker: str = ""


def guessed(table: Table, own: AnyMapping[str, str] = NONE, *, at_least: float = 0.4) -> Mapping:
    """The mapping of all columns that are guessed with this confidence, each target of one value once."""
    guesses = guess_mapping(table.columns, table.sample(), own)
    return Mapping({name: ColumnRule(found.target) for name, found in guesses.items() if found.confidence >= at_least})


def date_orders(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """What `date_order` says of each column, the silent ones left out."""
    orders = {name: date_order(row[n] for row in rows) for n, name in enumerate(columns)}
    return {name: order for name, order in orders.items() if order}


def takes_dates(target: str) -> bool:
    """Whether the order of day and month matters for a column that goes there."""
    path = parse_path(target)
    return path is not None and takes_date(path)


def in_order(mapping: Mapping, orders: AnyMapping[str, str], *, order: Order = "") -> Mapping:
    """The mapping with an order for each column of dates that needs one: what it says, `order`, what its dates tell.

    Where they tell nothing the day comes first, which whoever shows the mapping says.
    """
    rules = {
        name: msgspec.structs.replace(rule, dates=rule.dates or order or _known(orders.get(name, "")))
        if takes_dates(rule.target)
        else rule
        for name, rule in mapping.columns.items()
    }
    return msgspec.structs.replace(mapping, columns=rules)


def _known(order: str) -> Order:
    return "mdy" if order == "mdy" else "dmy" if order else ""


def parse_mapping(data: AnyMapping[str, Any], columns: Sequence[str]) -> Mapping:
    """A mapping as it comes from a form or the API: `{column: path}` or `{column: {"target", "empty", "dates"}}`.

    Raises `Invalid` with the faults of all columns, at `mapping` and the column's name.
    """
    rules = {
        name: {"target": rule} if isinstance(rule, str) else rule
        for name, rule in data.items()
        if rule not in (None, "", {})
    }
    faults = [fault for name in data for fault in _faults(name, rules.get(name), columns)]
    if faults:
        raise Invalid(faults[:MAX_ERRORS])
    return Mapping({name: msgspec.convert(rule, ColumnRule) for name, rule in rules.items()})


def _faults(name: str, rule: object, columns: Sequence[str]) -> Iterator[FieldError]:
    """Why a column cannot be read by its rule, None for one that is left out."""
    path = f"mapping.{shown(name)}"
    if name not in columns:
        there = ", ".join(map(shown, columns[:MOST_NAMED]))
        yield FieldError(path, "unknown_column", f"The file has no column {shown(name)!r}. It has {there}.")
    elif rule is not None and not isinstance(rule, dict):
        yield FieldError(path, "invalid", f"Expected a place in contacts, {LIKE} (got {kind(rule)}).")
    elif rule is not None:
        yield from (fault.under(path) for fault in misfits(rule, ColumnRule))
        target = rule.get("target")
        if isinstance(target, str) and parse_path(target) is None:
            sentence = f"Column {shown(name)!r}: contacts have no place called {shown(target)}. Expected one {LIKE}."
            yield FieldError(path, "unknown_target", sentence)


class _Slot(msgspec.Struct):
    """One part that columns of a file fill together: the second email, the home address."""

    part: str
    template: dict[str, Any]


class _Step(NamedTuple):
    """What to do with a cell: `slot` is -1 outside emails, phones and addresses; `convert` None leaves it as it is."""

    cell: int
    slot: int
    keys: tuple[str, ...]
    key: str  # the last of them
    convert: Converter | None
    clears: bool
    join: str | None
    whole: bool = False


class Mapper:
    """A mapping made ready for the columns of one file; stateless between rows."""

    def __init__(self, columns: Sequence[str], mapping: Mapping) -> None:
        self._columns = tuple(columns)
        self.order = {name: n for n, name in enumerate(columns)}
        self._marker = mapping.clear_marker
        self._slots: list[_Slot] = []
        self._steps: list[_Step] = []
        places: dict[tuple[str, str, int], int] = {}
        for index, name in enumerate(columns):
            rule = mapping.columns.get(name)
            path = parse_path(rule.target) if rule else None
            if rule and path:
                self._steps.append(self._step(index, path, rule, places))
        self.fill_only = tuple(rule.target for rule in mapping.columns.values() if rule.empty == "fill")

    def _step(self, index: int, path: Path, rule: ColumnRule, places: dict[tuple[str, str, int], int]) -> _Step:
        clears, join = rule.empty == "clear", joiner(path)
        change = None if converter(path, rule.dates) is as_is else converter(path, rule.dates)
        if not path.part:
            whole = path.keys == ("more",)  # pieces of one text: a blank at an edge belongs to it
            return _Step(index, -1, path.keys, path.keys[-1], change, clears, join, whole)
        slot = places.setdefault((path.part, path.type, path.nth), len(self._slots))
        if slot == len(self._slots):
            self._slots.append(_Slot(path.part, {"type": path.type} if path.type else {}))
        return _Step(index, slot, (path.field,), path.field, change, clears, join)

    def incoming(self, row: Row) -> Incoming:
        """The row as a contact; with problems, as what its other cells say."""
        faults: list[tuple[int, str]] = []
        contact, _ = self._contact(self._sound(row) if row.problems else row.cells, faults)
        more = contact.pop("more", None)
        problems = row.problems
        if faults:
            problems += tuple(Problem("invalid", told, row.number, self._columns[index]) for index, told in faults)
        if more and not merge_more(contact, more):
            sentence = "This column must hold what an export wrote into it."
            problems += (Problem("bad_more", sentence, row.number, "More"),)
        return Incoming(row.number, row.line, contact, problems)

    def _sound(self, row: Row) -> list[str]:
        """The cells of a row, empty where the reader found fault with one."""
        faulty = {problem.column for problem in row.problems}
        return ["" if name in faulty else cell for name, cell in zip(self._columns, row.cells, strict=True)]

    def column_of(self, path: str, row: Row) -> str:
        """The column that a path of this row's contact came from (`phones[0].number`), "" when from none."""
        _, order = self._contact(self._sound(row), [])
        place, _, field = path.partition(".")
        part, _, index = place.rstrip("]").partition("[")
        if part in PART_FIELDS and index.isdigit() and int(index) < len(order.get(part, ())):
            slot = order[part][int(index)]
            names = [s for s in self._steps if s.slot == slot]
            exact = [s for s in names if s.keys == (field,)] or [s for s in names if s.keys[0] not in _FLAGS]
            return self._columns[exact[0].cell] if exact else ""
        keys = tuple(name.partition("[")[0] for name in path.split("."))  # of one of several values: the column of all
        said = (s for s in self._steps if s.slot < 0 and s.keys == keys[: len(s.keys)])
        return next((self._columns[step.cell] for step in said), "")

    def _contact(self, cells: list[str], faults: list[tuple[int, str]]) -> tuple[Contact, dict[str, list[int]]]:
        """The contact and, per kind of part, the slots that its entries came from. Runs for every row: kept tight."""
        contact: Contact = {}
        filled: dict[int, dict[str, Any]] = {}
        marker, slots = self._marker, self._slots
        for index, slot, keys, key, convert, clears, join, whole in self._steps:
            text = cells[index]
            if text and not whole:
                text = text.strip()
            value: Any = text
            if not text or text == marker:
                if not text and not clears:
                    continue
                value = None
            elif convert is not None:
                try:
                    value = convert(text)
                except ValueError as fault:
                    faults.append((index, str(fault)))
                    continue
                if value == "" or value == []:
                    continue
            into = contact
            if slot >= 0:
                into = filled.get(slot) or filled.setdefault(slot, {**slots[slot].template})
            elif len(keys) > 1:
                into = _inner(contact, keys)
            if into.get(key) is None:
                into[key] = value
            elif join is not None and value is not None:
                into[key] += value if isinstance(value, list) else f"{join}{value}"
        return contact, self._add_parts(contact, filled) if filled else {}

    def _add_parts(self, contact: Contact, filled: dict[int, dict[str, Any]]) -> dict[str, list[int]]:
        order: dict[str, list[int]] = {}
        for slot in sorted(filled):
            fields, part = filled[slot], self._slots[slot].part
            main = PART_FIELDS[part][0]
            text = fields.get(main)
            if text is None and fields.keys() <= _FLAGS:
                continue  # a label or a flag beside an empty value says nothing
            several = text.split(" ::: ") if isinstance(text, str) and " ::: " in text else (text,)
            for each in several:
                one = fields if each is text else {**fields, main: each}
                contact.setdefault(part, []).append(one)
                order.setdefault(part, []).append(slot)
        return order


def _inner(contact: Contact, keys: tuple[str, ...]) -> dict[str, Any]:
    """The object that a nested value goes into."""
    for key in keys[:-1]:
        contact = contact.setdefault(key, {})
    return contact
