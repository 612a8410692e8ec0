"""A vendor's table, compiled: parse a request, render an answer, render an outgoing call, parse its reply.

A row is (their path, our slot, codec). Their path may be nested with dots. A value equal to what the caller would be
shown is ignored. So writing back what was read changes nothing, even where a dialect can show only part of a value.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct

from contacts.record.errors import FieldError, Invalid, join
from contacts.record.patch import READ_ONLY
from integrations.mapping.codecs import Codec, Known
from integrations.mapping.draft import Draft, Misread, Parsed
from integrations.mapping.narrow import SEEN, look_into, reader
from integrations.mapping.rendering import Render, lister, renderer
from integrations.mapping.slots import Show, Slot
from integrations.mapping.sources import PLAIN, Body, Find, Here, Kept, Look, Source

Unknown = Literal["ignored", "kept", "refused"]
Way = Literal["both", "in", "out"]
ABSENT: Any = object()
NOTHING: tuple[Any, ...] = (None, "")
BLANKS: tuple[Any, ...] = (None, "", [], {})


class Row(Struct, frozen=True):
    """One field of a vendor. ``way`` is in for requests only, out for answers only; no ``forms`` means all of them.

    One that is not ``heard`` is ignored in a vendor's reply: it is derived from other fields, or none of our business.
    """

    their: str
    slot: Slot
    codec: Codec
    way: Way = "both"
    forms: frozenset[str] = frozenset()
    note: str = ""  # for the description
    heard: bool = True

    def in_form(self, form: str) -> bool:
        return not self.forms or form in self.forms


class _Reader(Struct, frozen=True):
    """A row as it is read from a request."""

    keys: tuple[str, ...]
    row: Row
    find: Find
    show: Show
    is_told: bool = True  # a request can say it too


class Table:
    """The compiled table of one dialect."""

    def __init__(
        self, dialect: str, rows: Iterable[Row], *, forms: Iterable[str], unknown: Unknown = "ignored"
    ) -> None:
        self.dialect, self.rows, self.unknown = dialect, tuple(rows), unknown
        self.forms = tuple(forms)
        self._answers = {form: self.renderer(form) for form in self.forms}
        self._narrow = {form: reader(self._read_in(form)) for form in self.forms}
        self._call = self.renderer("")
        self._requests = tuple(map(self._reader, self._way("in")))
        self._replies = tuple(self._heard())
        self._references = {look: self._referring(look) for look in (PLAIN, SEEN)}
        self.by_name = {row.their: row for row in self.rows}

    def render(self, body: Body, known: Known, form: str = "full") -> dict[str, Any]:
        """The contact as the vendor's answers show it."""
        shown: dict[str, Any] = self._answers[form](body, known)
        return shown

    def read(self, text: str | bytes, form: str = "full") -> Body:
        """A stored record as far as answers of this form show it, for ``render`` and ``references`` alone."""
        return self._narrow[form](text)

    def lister(self, form: str) -> Render:
        """A function that renders a contact that was ``read`` into a struct with the same JSON, in half the time."""
        return lister(self._shown(form))

    def renderer(self, form: str) -> Render:
        """A function that renders answers of this form, or requests to the vendor where it is empty."""
        return renderer(self._shown(form))

    def call(self, body: Body, known: Known) -> dict[str, Any]:
        """The contact as a request to the vendor."""
        sent: dict[str, Any] = self._call(body, known)
        return sent

    def parse(self, data: Mapping[str, Any], *, current: Body, known: Known) -> Parsed:
        """What a request asks to change; raises ``Misread``. ``current`` is the contact, or a blank one."""
        return self.drafted(data, current=current, known=known).finished()

    def drafted(self, data: Mapping[str, Any], *, current: Body, known: Known) -> Draft:
        """The same before it is a patch, for whoever puts it into a larger one."""
        return self._draft(data, self._requests, current, known)

    def reply(self, data: Mapping[str, Any], *, current: Body, known: Known) -> Parsed:
        """What an answer of the vendor says that differs from the contact; raises ``Misread``.

        What is not ours to change (their id, their times) says nothing, nor what only repeats another field. A field
        that requests do not have is blank at whoever got the contact from us, so there a blank says nothing either.
        """
        readers = [one for one in self._replies if one.is_told or _dug(data, one.keys) not in BLANKS]
        return self._draft(data, readers, current, known).finished()

    def references(self, bodies: Iterable[Body]) -> dict[str, set[int]]:
        """The ids of look-ups that answers about ``bodies`` must have at hand, by kind."""
        found: dict[str, set[int]] = {row.codec.looks: set() for row in self.rows if row.codec.looks}
        for body in bodies if found else ():
            for find, values in self._references[look_into(body)]:
                there = find(body)
                for kind, value in values:
                    if (ref := value(there)) is not None:
                        found[kind].update(ref if isinstance(ref, list) else (ref,))
        return found

    def _referring(self, look: Look) -> list[tuple[Find, list[tuple[str, Find]]]]:
        """For each source its finder, and getters of ids of look-ups by kind."""
        found: dict[Source, dict[tuple[str, str], Find]] = {}
        for row in self.rows:
            source, key = row.slot.source, row.slot.key
            if row.codec.looks:
                found.setdefault(source, {})[row.codec.looks, key] = source.taker(key, look)
        return [
            (source.finder(look), [(kind, value) for (kind, _), value in values.items()])
            for source, values in found.items()
        ]

    def reads(self, form: str) -> set[str]:
        """The keys of a stored record that answers of this form show something of."""
        return {path[0] for row in self._shown(form) for path in row.slot.reads()}

    def _shown(self, form: str) -> list[Row]:
        return [row for row in self._way("out" if form else "in") if not form or row.in_form(form)]

    def _way(self, way: Way) -> Iterator[Row]:
        return (row for row in self.rows if row.way in ("both", way))

    def _read_in(self, form: str) -> Iterator[tuple[str, ...]]:
        yield from (path for row in self._shown(form) for path in row.slot.reads())
        yield from (row.slot.source.reads(row.slot.key) for row in self.rows if row.codec.looks)

    def _reader(self, row: Row, is_told: bool = True) -> _Reader:
        find, show = row.slot.source.finder(), row.slot.shower(row.codec)
        return _Reader(tuple(row.their.split(".")), row, find, show, is_told)

    def _heard(self) -> Iterator[_Reader]:
        """Rows of answers, without those that repeat a row of both ways or show what no request may change."""
        both = {_place(row) for row in self.rows if row.way == "both"}
        told = {_place(row) for row in self.rows if row.way != "out"}
        for row in self._way("out"):
            is_fixed = row.slot.source == Here() and row.slot.key in READ_ONLY["ContactPatch"]
            if row.heard and not is_fixed and (row.way == "both" or _place(row) not in both):
                yield self._reader(row, _place(row) in told)

    def _draft(self, data: Mapping[str, Any], readers: Iterable[_Reader], current: Body, known: Known) -> Draft:
        draft = Draft(current)
        faults: list[FieldError] = []
        for one in readers:
            value = _dug(data, one.keys)
            if value is ABSENT or _same(value, one.show(one.find(current), current, known)):
                continue
            row = one.row
            try:
                row.slot.put(draft, row.codec.read(value, known), row.their, known)
            except Misread as exc:
                faults += exc.errors
            except Invalid as exc:
                faults += [FieldError(join(row.their, e.path), e.code, e.message) for e in exc.errors]
        faults += self._strangers(data, draft)
        if faults:
            raise Misread(faults)
        return draft

    def _strangers(self, data: Mapping[str, Any], draft: Draft) -> list[FieldError]:
        """Keys at the top that no row knows: nothing, kept, or faults, as the dialect says."""
        if self.unknown == "ignored":
            return []
        tops = {row.their.partition(".")[0] for row in self.rows}
        strange = [key for key in data if key not in tops]
        if self.unknown == "refused":
            return [FieldError(key[:100], "unknown_field", "There is no such field.") for key in strange]
        for key in strange:
            Kept(self.dialect).put(draft, key, data[key], key)
        return []


def _place(row: Row) -> tuple[Source, str]:
    return row.slot.source, row.slot.key


def _dug(data: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        if not isinstance(data, Mapping) or key not in data:
            return ABSENT
        data = data[key]
    return data


def _same(sent: Any, shown: Any) -> bool:
    """Whether a caller sent just what it would be shown; nothing is the same however it is spelled."""
    return bool(sent == shown) or (sent in NOTHING and shown in NOTHING)
