"""A table's rows written as one function that makes the whole object, since a call for each field costs most of it.

The text of the function is made of the table's own names and of constants, once, when the table is; nothing that
anybody sends ever comes near it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import count
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from msgspec import defstruct

from integrations.mapping.codecs import Known, or_none
from integrations.mapping.narrow import ABSENT
from integrations.mapping.slots import Slot
from integrations.mapping.sources import NOTHING, Body, Custom, Find, Inside, Part, Source

if TYPE_CHECKING:
    from integrations.mapping.table import Row

Render = Callable[[Body, Known], Any]  # an object
MANY = 8  # custom fields of one group: who has none of them is shown so at once


def renderer(rows: Iterable["Row"], at: Mapping[Source, int], finds: Iterable[Find]) -> Render:
    """What makes the object of ``rows`` of a contact; ``at`` is where each source's finder stands in ``finds``."""
    return _compiled(_Writer(at), rows, at, finds)


def lister(rows: Iterable["Row"], at: Mapping[Source, int], finds: Iterable[Find]) -> Render:
    """The same for contacts as ``narrow`` reads them. What it makes is good for nothing but to be written as JSON."""
    return _compiled(_Lister(at), rows, at, finds)


def _compiled(writer: "_Writer", rows: Iterable["Row"], at: Mapping[Source, int], finds: Iterable[Find]) -> Render:
    shown = writer.object(rows)
    lines = [line for source, n in at.items() if n in writer.used for line in writer.find(source, n)]
    if writer.whole:
        lines.append(f"found = ({', '.join(f'f{n}' if n in writer.used else 'None' for n in sorted(at.values()))},)")
    text = "\n    ".join(["def render(body, known):", *lines, f"return {shown}"])
    names: dict[str, Any] = {**writer.names, **{f"find{n}": find for n, find in enumerate(finds)}}
    exec(compile(text, "<rows of a table>", "exec"), names)  # noqa: S102 - see above
    made: Render = names["render"]
    return made


class _Writer:
    """Writes expressions; ``names`` is what they call by name, ``used`` the sources that they look at.

    ``whole`` is whether any of them wants all that was found, for which the contact itself is always there.
    """

    def __init__(self, at: Mapping[Source, int]) -> None:
        self.at, self.names, self.used, self.whole = at, dict[str, Any](), set[int](), False
        self._number = count()

    def object(self, rows: Iterable["Row"]) -> str:
        """An object with the fields of ``rows``, of which dots in the names make objects inside."""
        tree: dict[str, Any] = {}
        for row in rows:
            _place(tree, row.their, row)
        return self._tree(tree)

    def find(self, source: Source, number: int) -> Iterable[str]:
        """The lines that look for what a source has; what is mostly not there is not looked for by a call."""
        if isinstance(source, Inside):
            first, *rest = source.keys
            inner = f".get({rest[0]!r})" if rest else ""
            yield f"f{number} = {self._value_of('body', first)}{inner} or {self._name('nothing', NOTHING)}"
        else:
            yield f"f{number} = find{number}(body)"

    def _tree(self, tree: Mapping[str, Any]) -> str:
        groups = _many(tree)
        fields = [
            f"{key!r}: {self._tree(one) if isinstance(one, dict) else self._value(one)}"
            for key, one in tree.items() if not any(key in group for group in groups.values())
        ]  # fmt: skip
        return f"{{{', '.join([*fields, *(self._group(source, group) for source, group in groups.items())])}}}"

    def _group(self, source: Source, group: Mapping[str, "Row"]) -> str:
        inner = ", ".join(f"{key!r}: {self._value(row)}" for key, row in group.items())
        return f"**({{{inner}}} if {self._found(source)} else {self._name('blank', dict.fromkeys(group))})"

    def _value(self, row: "Row") -> str:
        slot, codec = row.slot, row.codec
        if type(slot).shower is not Slot.shower:
            self.whole = True
            self.used |= {0, self.at[slot.source]}
            return f"{self._name('show', slot.shower(codec, self.at[slot.source]))}(found, known)"
        value = self._looked_up(slot.source, slot.key)
        if codec.encode_known is not None:
            return f"{self._name('encode', codec.encode_known)}({value}, known)"
        if codec.encode is or_none:
            return f"{value} or None"
        return f"{self._name('encode', codec.encode)}({value})" if codec.encode else value

    def _looked_up(self, source: Source, key: str) -> str:
        found = self._found(source)
        return f"{found}.get({key!r})" if source.has_gaps else self._value_of(found, key)

    def _value_of(self, found: str, key: str) -> str:
        return f"{found}[{key!r}]"

    def _found(self, source: Source) -> str:
        self.used.add(self.at[source])
        return f"f{self.at[source]}"

    def _name(self, word: str, value: Any) -> str:
        name = f"{word}_{next(self._number)}"
        self.names[name] = value
        return name


class _Lister(_Writer):
    """Writes what looks at attributes and makes structs."""

    def __init__(self, at: Mapping[Source, int]) -> None:
        super().__init__(at)
        self._lists = dict[tuple[Any, ...], str]()

    def find(self, source: Source, number: int) -> Iterable[str]:
        if isinstance(source, Part):
            yield from self._part(source, number)
        else:
            yield from super().find(source, number)

    def _part(self, part: Part, number: int) -> Iterable[str]:
        """Parts that differ by their ranks alone are put in order once."""
        key = (part.of, part.types, part.primary_first)
        if key not in self._lists:
            self._lists[key] = name = f"l{number}"
            yield f"{name} = {self._name('ordered', part.sorter(attrgetter))}(body.{part.of}) if body.{part.of} else ()"
        name, absent = self._lists[key], self._name("absent", ABSENT[part.of])
        yield f"f{number} = {name}[{part.rank}] if len({name}) > {part.rank} else {absent}"

    def _tree(self, tree: Mapping[str, Any]) -> str:
        made = self._name("made", defstruct("Shown", [(key, Any) for key in tree], gc=False))
        values = [self._tree(one) if isinstance(one, dict) else self._value(one) for one in tree.values()]
        return f"{made}({', '.join(values)})"

    def _value_of(self, found: str, key: str) -> str:
        return f"{found}.{key}"


def _place(tree: dict[str, Any], their: str, row: "Row") -> None:
    head, _, rest = their.partition(".")
    if rest:
        _place(tree.setdefault(head, {}), rest, row)
    else:
        tree[head] = row


def _many(tree: Mapping[str, Any]) -> dict[Source, dict[str, "Row"]]:
    """The plain custom fields of a group, of which there are many."""
    by_group: dict[Source, dict[str, Row]] = defaultdict(dict)
    for key, row in tree.items():
        if not isinstance(row, dict) and isinstance(row.slot.source, Custom) and type(row.slot) is Slot:
            by_group[row.slot.source][key] = row
    return {source: group for source, group in by_group.items() if len(group) >= MANY}
