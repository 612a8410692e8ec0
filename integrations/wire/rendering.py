"""Lists of a dialect as JSON, with a cache of what was rendered before.

A rendering depends on the contact's stored text and on the rows it reads beside it (look-ups, custom fields, the time
zone). The cache key is the text, or the version by which PostgreSQL names it. The entry holds the rendering, which rows
it read (``reads``) and a fingerprint of each (``marks``); it is used while those fingerprints are the same. Nothing has
to be invalidated: each request asks the database for texts or versions, so a contact that changed has another key. A
whole list is cached in the same way, by the name of its texts together.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import chain
from operator import attrgetter
from sys import getsizeof
from typing import Any

from msgspec import Struct

from contacts.directory.reading.memory import Memory
from contacts.directory.reading.streaming import PIECE
from contacts.directory.reading.texts import NOBODY, Texts
from integrations.mapping.codecs import Known
from integrations.mapping.sources import Body
from integrations.mapping.table import Table
from integrations.wire.inbound.bodies import encoded
from integrations.wire.lookups import ITSELF, Lookups, Read

READ = 150  # bytes of memory for each row in ``reads``


class Rendered(Struct, frozen=True):
    """Rendered contacts, the rows that were read for them, and the fingerprint of each row.

    A mark of None means that the rendering must not be cached.
    """

    texts: list[bytes]
    reads: tuple[Read, ...] = ()
    marks: tuple[bytes | None, ...] = ()

    @property
    def size(self) -> int:
        """In bytes of memory."""
        return sum(map(getsizeof, self.texts)) + READ * len(self.reads)


# In each process, for all dialects together: single contacts, and whole lists.
CONTACTS = Memory[Rendered](16 * 1024 * 1024, attrgetter("size"))
LISTS = Memory[Rendered](16 * 1024 * 1024, attrgetter("size"))


class Form(Struct, frozen=True):
    """One form in which ``table`` shows contacts: how their texts are read, and how they are rendered.

    ``name`` is part of every cache key: it names the dialect, the form and whatever else the two functions depend on.
    """

    name: bytes
    table: Table
    read: Callable[[bytes], Body]
    render: Callable[[Body, Known], Any]


def form_of(table: Table, name: str) -> Form:
    """A form of a dialect's table, as it is."""

    def read(text: bytes) -> Body:
        return table.read(text, name)

    return Form(f"{table.dialect} {name} ".encode(), table, read, table.lister(name))


def listed(ask: Callable[[bool], Texts], known: Lookups, form: Form, question: Hashable) -> list[bytes]:
    """The contacts that ``ask`` finds, as JSON; its argument says whether their texts are needed."""
    there = again(lambda: ask(False), known, form, question)
    if there is None:
        found = ask(True)
        there = render(found, known.at(found.state), form, question=question)
    return there


def short_or_long(
    find: Callable[[bool], Iterator[Texts]], known: Lookups, form: Form, question: Hashable
) -> list[bytes] | Iterator[list[bytes]]:
    """The same for lists of any length: more than fit one piece come piece by piece, and are not cached."""
    there = again(lambda: next(find(False), NOBODY), known, form, question)
    if there is not None:
        return there
    found = find(True)
    first = next(found, NOBODY)
    if len(first.texts) < PIECE:
        return render(first, known.at(first.state), form, question=question)
    # Each with what it needs, or what everybody needs would add up.
    return (render(piece, Lookups(), form, lasting=False) for piece in chain([first], found))


def again(ask: Callable[[], Texts], known: Lookups, form: Form, question: Hashable) -> list[bytes] | None:
    """The list out of the cache, or None; ``ask`` finds the versions of its texts, without the texts.

    It is asked only when the last answer to ``question`` was cached.
    """
    if LISTS.last(question) is None:
        return None
    found = ask()
    before = LISTS.look([form.name + found.name])
    listed = before[0]
    return None if listed is None or _stale(before, _marks(before, known.at(found.state))) else listed.texts


def render(
    found: Texts, known: Lookups, form: Form, *, lasting: bool = True, question: Hashable = None
) -> list[bytes]:  # fmt: skip
    """The contacts as JSON, one text each, from the cache where it has them; ``lasting`` off adds none of them to it.

    The whole list is cached too, as the answer to ``question`` where one is given.
    """
    texts, keys = found.texts, _keys(found, form)
    before = CONTACTS.look(keys, lasting=lasting)
    bodies = {n: form.read(texts[n]) for n, one in enumerate(before) if one is None}
    marks = _marks(before, known, _wanted(bodies, known, form))
    stale = {n: form.read(texts[n]) for n in _stale(before, marks)}
    if stale:
        known.fetch(_by_kind(set(_wanted(stale, known, form)) - set(marks)))
    made = {n: _render_one(body, known, form, marks) for n, body in (bodies | stale).items()}
    there = [one for n, old in enumerate(before) if (one := made.get(n) or old)]
    listed = [text for one in there for text in one.texts]
    if lasting:
        kept = [(keys[n], one) for n, one in made.items() if None not in one.marks]
        CONTACTS.keep(kept)
        if found.versions:
            reads = dict.fromkeys(read for one in there for read in one.reads)
            _keep_list(Rendered(listed, tuple(reads), tuple([marks[read] for read in reads])), found, form, question)
    return listed


def _keep_list(listed: Rendered, found: Texts, form: Form, question: Hashable) -> None:
    """Cache a whole list, unless something in it must not be."""
    if None not in listed.marks:
        key = form.name + found.name
        LISTS.keep([(key, listed)])
        LISTS.learn(question, found.state, key)


def _keys(found: Texts, form: Form) -> list[bytes]:
    """Cache keys: the versions of the texts, or the texts themselves where they have none."""
    name = form.name
    return [name + key for key in found.versions or found.texts]


def _marks(before: Iterable[Rendered | None], known: Lookups, also: Iterable[Read] = ()) -> dict[Read, bytes | None]:
    """The fingerprints, now, of the rows that ``before`` read; fetches those rows and ``also``."""
    reads = set[Read]().union(*(one.reads for one in before if one is not None))
    known.fetch(_by_kind({*reads, *also}))
    return {read: known.mark(*read) for read in reads}


def _stale(before: Iterable[Rendered | None], marks: Mapping[Read, bytes | None]) -> list[int]:
    """The indexes of entries of which a row has changed."""
    now = marks.__getitem__
    return [n for n, one in enumerate(before) if one is not None and one.marks != tuple(map(now, one.reads))]


def _wanted(bodies: Mapping[int, Body], known: Lookups, form: Form) -> Iterator[Read]:
    for kind, refs in known.wanted(form.table, bodies.values()).items():
        yield from ((kind, ref) for ref in refs)


def _by_kind(reads: Iterable[Read]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for kind, ref in reads:
        if kind not in ITSELF:
            found[kind].add(ref)
    return found


def _render_one(body: Body, known: Lookups, form: Form, marks: dict[Read, bytes | None]) -> Rendered:
    """Render one contact; fingerprints of rows that it reads are added to ``marks``, those of this request."""
    reading = known.reading()
    text = encoded(form.render(body, reading))
    for read in reading.seen:
        if read not in marks:
            marks[read] = known.mark(*read)
    return Rendered([text], tuple(reading.seen), tuple([marks[read] for read in reading.seen]))
