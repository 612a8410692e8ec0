"""Compiling a table's rows into one function that renders a contact as the vendor's object.

``renderer`` calls one function per row, which is good enough for a single contact. In lists those calls would be most
of the cost, so ``lister`` generates the source of one function and compiles it. The source is made of names in the
table, when the table is made; nothing that anybody sends ever gets into it.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import defstruct

from integrations.mapping.codecs import Codec, Known, or_none
from integrations.mapping.narrow import SEEN
from integrations.mapping.sources import NOTHING, Body, Here, Inside, Part, Source

if TYPE_CHECKING:
    from integrations.mapping.table import Row

Render = Callable[[Body, Known], Any]  # an object


def renderer(rows: Iterable["Row"]) -> Render:
    """A function that makes the object of ``rows``, a dictionary; dots in their names make objects inside."""
    shows = [(row.their.split("."), row.slot.source.finder(), row.slot.shower(row.codec)) for row in rows]

    def render(body: Body, known: Known) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        for (*tops, name), find, show in shows:
            inner = shown
            for top in tops:
                inner = inner.setdefault(top, {})
            inner[name] = show(find(body), body, known)
        return shown

    return render


def lister(rows: Iterable["Row"]) -> Render:
    """The same for contacts as ``narrow`` reads them. It returns a struct that is good only for encoding as JSON."""
    tree: dict[str, Any] = {}
    for row in rows:
        *tops, name = row.their.split(".")
        inner = tree
        for top in tops:
            inner = inner.setdefault(top, {})
        inner[name] = row
    writer = _Writer()
    shown = writer.object(tree)
    text = "\n    ".join(["def render(body, known):", *writer.lines, f"return {shown}"])
    exec(compile(text, "<rows of a table>", "exec"), writer.names)  # noqa: S102 - see above
    made: Render = writer.names["render"]
    return made


class _Writer:
    """Writes the source: expressions, the ``lines`` before them, and the objects that both refer to by ``names``."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.names: dict[str, Any] = {}
        self._found: dict[Hashable, str] = {}
        self._nothing = self._name("nothing", NOTHING)

    def object(self, tree: Mapping[str, Any]) -> str:
        """An object of rows, and of objects inside."""
        values = [self.object(one) if isinstance(one, dict) else self._value(one) for one in tree.values()]
        made = self._name("made", defstruct("Shown", [(key, Any) for key in tree], gc=False))
        return f"{made}({', '.join(values)})"

    def _value(self, row: "Row") -> str:
        """The expression of a row. A place that is often empty is tested first; a constant is shown where it is."""
        slot, codec, found = row.slot, row.codec, self._place(row.slot.source)
        if not slot.is_value:
            return f"{self._name('show', slot.shower(codec, SEEN))}({found}, body, known)"
        value = f"{found}.get({slot.key!r})" if slot.source.has_gaps else f"{found}.{slot.key}"
        if codec.column:
            row_of = f"known.row({codec.looks!r}, {value}) if {value} is not None else {self._nothing}"
            found = self._once((codec.looks, value), row_of)
            value = f"{found}.get({codec.column!r})"
        spelled = self._spelled(codec, value)
        if slot.source.has_gaps or codec.column:
            return f"({spelled} if {found} else {self._name('nothing', codec.blank)})"
        return spelled

    def _spelled(self, codec: Codec, value: str) -> str:
        if codec.encode_known:
            shown, nothing = self._name("encode", codec.encode_known), self._name("nothing", codec.blank)
            return f"({shown}(value, known) if (value := {value}) is not None else {nothing})"
        if codec.encode is or_none:
            return f"({value} or None)"
        return f"{self._name('encode', codec.encode)}({value})" if codec.encode else value

    def _place(self, source: Source) -> str:
        """The expression of what a source finds."""
        if isinstance(source, Here):
            return "body"
        if isinstance(source, Inside):
            first, *rest = source.keys
            inner = "".join(f".get({key!r})" for key in rest)
            return self._once(source, f"body.{first}{inner} or {self._nothing}")
        if isinstance(source, Part):  # those that differ by their ranks alone are put in order once
            sort, blank = self._name("sort", source.sorter(SEEN)), self._name("blank", SEEN.blanks[source.of])
            fit = self._once((source.of, source.types, source.primary_first), f"{sort}(body)")
            return self._once(source, f"{fit}[{source.rank}] if len({fit}) > {source.rank} else {blank}")
        return self._once(source, f"{self._name('find', source.finder(SEEN))}(body)")

    def _once(self, what: Hashable, expression: str) -> str:
        """The name of a local variable with the value of ``expression``, shared by all rows that need it."""
        if what not in self._found:
            self._found[what] = name = f"found_{len(self._found)}"
            self.lines.append(f"{name} = {expression}")
        return self._found[what]

    def _name(self, word: str, value: Any) -> str:
        name = f"{word}_{len(self.names)}"
        self.names[name] = value
        return name
