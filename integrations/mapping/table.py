"""A vendor's table, compiled: parse a request, render an answer, render an outgoing call, parse its reply.

A row is (their path, our slot, codec). Their path may be nested with dots. What a caller sends that is just what it
would be shown says nothing: writing back what was read changes nothing, however little of a value a dialect can show.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct

from contacts.record.errors import FieldError, Invalid, join
from contacts.record.patch import READ_ONLY
from integrations.mapping.codecs import Codec, Known
from integrations.mapping.draft import Draft, Misread, Parsed
from integrations.mapping.slots import Picked, Show, Slot
from integrations.mapping.sources import Body, Custom, Find, Here, Kept, Source

Unknown = Literal["ignored", "kept", "refused"]
Way = Literal["both", "in", "out"]
ABSENT: Any = object()
MANY = 8  # fields of one group
NOTHING: tuple[Any, ...] = (None, "")
BLANKS: tuple[Any, ...] = (None, "", [], {})


class Row(Struct, frozen=True):
    """One field of a vendor. ``way`` is in for requests only, out for answers only; no ``forms`` means all of them.

    One that is not ``heard`` says nothing in a vendor's reply: it is made of other fields, or no matter of ours.
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
    show: Show
    is_told: bool = True  # a request can say it too


class Table:
    """The compiled table of one dialect."""

    def __init__(
        self, dialect: str, rows: Iterable[Row], *, forms: Iterable[str], unknown: Unknown = "ignored"
    ) -> None:
        self.dialect, self.rows, self.unknown = dialect, tuple(rows), unknown
        self.forms = tuple(forms)
        sources: list[Source] = list(dict.fromkeys([Here(), *(row.slot.source for row in self.rows)]))
        self._at = {source: n for n, source in enumerate(sources)}
        self._finds: tuple[Find, ...] = tuple(source.finder() for source in sources)
        self._answers = {form: self._plan(r for r in self._way("out") if r.in_form(form)) for form in self.forms}
        self._call = self._plan(self._way("in"))
        self._requests = tuple(map(self._reader, self._way("in")))
        self._replies = tuple(self._heard())
        self.looks = tuple(
            (row.codec.looks, row.slot.key, row.slot.source.finder()) for row in self.rows if row.codec.looks
        )
        self.by_name = {row.their: row for row in self.rows}

    def render(self, body: Body, known: Known, form: str = "full") -> dict[str, Any]:
        """The contact as the vendor's answers show it."""
        return self._answers[form](self.picked(body), known)

    def call(self, body: Body, known: Known) -> dict[str, Any]:
        """The contact as a request to the vendor."""
        return self._call(self.picked(body), known)

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

    def picked(self, body: Body) -> Picked:
        """What each source finds in a contact."""
        return [find(body) for find in self._finds]

    def references(self, bodies: Iterable[Body]) -> dict[str, set[int]]:
        """The ids of look-ups that answers about ``bodies`` must have at hand, by kind."""
        found: dict[str, set[int]] = {kind: set() for kind, _, _ in self.looks}
        for body in bodies if found else ():
            for kind, key, find in self.looks:
                if (value := find(body)[key]) is not None:
                    found[kind].update(value if isinstance(value, list) else (value,))
        return found

    def _way(self, way: Way) -> Iterator[Row]:
        return (row for row in self.rows if row.way in ("both", way))

    def _plan(self, rows: Iterable[Row]) -> Callable[[Picked, Known], dict[str, Any]]:
        """Rows of one level in one comprehension; what is nested or needs more than its source comes after."""
        plain: list[tuple[str, int, Callable[[Mapping[str, Any]], Any]]] = []
        more: list[tuple[str, Show]] = []
        nested: dict[str, list[Row]] = {}
        rows, whole = _apart(rows)
        blocks = [
            (self._at[source], {row.their: None for row in mine}, self._plan(mine)) for source, mine in whole.items()
        ]
        for row in rows:
            head, _, rest = row.their.partition(".")
            get = None if rest else row.slot.getter(row.codec)
            at = self._at[row.slot.source]
            plain.append((head, at if get else 0, get or _nothing))
            if rest:
                nested.setdefault(head, []).append(_renamed(row, rest))
            elif get is None:
                more.append((head, row.slot.shower(row.codec, at)))
        more += [(head, self._plan(inner)) for head, inner in nested.items()]

        def render(picked: Picked, known: Known) -> dict[str, Any]:
            shown = {key: get(picked[at]) for key, at, get in plain}
            for key, show in more:
                shown[key] = show(picked, known)
            for at, blank, block in blocks:
                shown |= block(picked, known) if picked[at] else blank
            return shown

        return render

    def _reader(self, row: Row, is_told: bool = True) -> _Reader:
        show = row.slot.shower(row.codec, self._at[row.slot.source])
        return _Reader(tuple(row.their.split(".")), row, show, is_told)

    def _heard(self) -> Iterator[_Reader]:
        """Rows of answers, without those that repeat a row of both ways or show what no request may change."""
        both = {_place(row) for row in self.rows if row.way == "both"}
        told = {_place(row) for row in self.rows if row.way != "out"}
        for row in self._way("out"):
            is_fixed = row.slot.source == Here() and row.slot.key in READ_ONLY["ContactPatch"]
            if row.heard and not is_fixed and (row.way == "both" or _place(row) not in both):
                yield self._reader(row, _place(row) in told)

    def _draft(self, data: Mapping[str, Any], readers: Iterable[_Reader], current: Body, known: Known) -> Draft:
        draft, picked = Draft(current), self.picked(current)
        faults: list[FieldError] = []
        for reader in readers:
            value = _dug(data, reader.keys)
            if value is ABSENT or _same(value, reader.show(picked, known)):
                continue
            row = reader.row
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


def _apart(rows: Iterable[Row]) -> tuple[list[Row], dict[Source, list[Row]]]:
    """Rows, and those of custom fields by their group when they are many: who has none of them is shown so at once."""
    rows, by_group = list(rows), defaultdict[Source, list[Row]](list)
    for row in rows:
        if isinstance(row.slot.source, Custom) and type(row.slot) is Slot and "." not in row.their:
            by_group[row.slot.source].append(row)
    found = {source: mine for source, mine in by_group.items() if MANY <= len(mine) < len(rows)}
    return [row for row in rows if not any(row in mine for mine in found.values())], found


def _place(row: Row) -> tuple[Source, str]:
    return row.slot.source, row.slot.key


def _nothing(found: Mapping[str, Any]) -> None:
    return None


def _renamed(row: Row, their: str) -> Row:
    return Row(their, row.slot, row.codec, row.way, row.forms)


def _dug(data: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        if not isinstance(data, Mapping) or key not in data:
            return ABSENT
        data = data[key]
    return data


def _same(sent: Any, shown: Any) -> bool:
    """Whether a caller sent just what it would be shown; nothing is the same however it is spelled."""
    return bool(sent == shown) or (sent in NOTHING and shown in NOTHING)
