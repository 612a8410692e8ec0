"""A bounded memory of what was made before: by keys that say everything it was made of, so nothing is taken back.

What was shown of a contact that is erased by now has no key any more: nobody can ask for it, and it goes when it is
driven out or the process ends. Erasing promises that of what is stored: the database, files and Redis.
"""

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Sequence
from threading import Lock

from msgspec import Struct

SHARE = 4  # of all bytes one in so many is for newcomers
ENTRY, READ = 300, 150  # bytes of Python around an entry, and around each thing that was read for it
QUESTIONS = 10_000
Read = tuple[str, int]  # a kind, and which one of it


class Shown(Struct, frozen=True):
    """A contact as it was sent, what was read beside its stored text, and what was found there, as a short mark each.

    None marks what must not be remembered.
    """

    text: bytes
    reads: tuple[Read, ...] = ()
    marks: tuple[bytes | None, ...] = ()


class Memory:
    """At most ``most`` bytes. Newcomers have a quarter of them to themselves; who is asked for again is one no more.

    So whoever walks through everybody once drives out nobody who is asked for often. Several threads may ask.
    """

    def __init__(self, most: int) -> None:
        self._lock = Lock()
        self._new, self._known = _Shelf(most // SHARE), _Shelf(most - most // SHARE)
        self._questions: set[int] = set()

    @property
    def taken(self) -> int:
        """How many bytes are in use."""
        return self._new.taken + self._known.taken

    def look(self, keys: Sequence[bytes], *, lasting: bool = True) -> list[Shown | None]:
        """What is remembered by each of ``keys``; not ``lasting`` changes nothing in what is."""
        with self._lock:
            found = list(map(self._known.get, keys))
            for n, key in enumerate(keys):
                if found[n] is None:
                    found[n] = self._newcomer(key, lasting)
                elif lasting:
                    self._known.move_to_end(key)
            return found

    def keep(self, entries: Iterable[tuple[bytes, Shown]]) -> None:
        """Remember these, and forget what was not asked for the longest."""
        new, known = self._new, self._known
        with self._lock:
            for key, shown in entries:
                if key in known:
                    known.drop(key)
                    known.put(key, shown)
                else:
                    if key in new:
                        new.drop(key)
                    new.put(key, shown)

    def has_whole(self, question: Hashable) -> bool:
        """Whether all of the last answer to ``question`` was remembered, so that it is worth looking again."""
        return hash(question) in self._questions

    def learn(self, question: Hashable, *, whole: bool) -> None:
        """Remember whether all of an answer is remembered; None is no question."""
        with self._lock:
            if not whole:
                self._questions.discard(hash(question))
            elif question is not None:
                if len(self._questions) >= QUESTIONS:
                    self._questions.clear()
                self._questions.add(hash(question))

    def start_afresh(self) -> None:
        """Forget everything, as after a restart."""
        with self._lock:
            self._new.clear()
            self._known.clear()
            self._questions.clear()

    def _newcomer(self, key: bytes, lasting: bool) -> Shown | None:
        shown = self._new.get(key)
        if shown is None:
            return self._known.get(key)  # where an equal key has just brought it
        if lasting:
            self._new.drop(key)
            self._known.put(key, shown)
        return shown


class _Shelf(OrderedDict[bytes, Shown]):
    """Entries within a number of bytes, the one that was asked for the longest ago first."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most, self.taken = most, 0

    def put(self, key: bytes, shown: Shown) -> None:
        self[key] = shown
        self.taken += _size(key, shown)
        while self.taken > self.most:
            self.taken -= _size(*self.popitem(last=False))

    def drop(self, key: bytes) -> None:
        self.taken -= _size(key, self.pop(key))

    def clear(self) -> None:
        super().clear()
        self.taken = 0


def _size(key: bytes, shown: Shown) -> int:
    return len(key) + len(shown.text) + ENTRY + READ * len(shown.reads)
