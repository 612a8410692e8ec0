"""A bounded cache whose keys name everything that an entry was made of, so entries are never invalidated.

What was shown of a contact that is erased by now has no key any more: nobody can ask for it, and it goes when it is
driven out or the process ends. Erasing promises that of what is stored: the database, files and Redis.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from threading import Lock
from typing import Generic, TypeVar

from contacts.tables import caches

SHARE = 4  # of all bytes one in so many is for newcomers
ENTRY = 300  # bytes of Python around an entry
QUESTIONS = 5_000
T = TypeVar("T")


class Memory(Generic[T]):
    """At most ``most`` bytes, as ``size`` tells them. Newcomers have a quarter of them to themselves; who is asked for
    again is one no more.

    So whoever walks through everybody once drives out nobody who is asked for often. Several threads may ask.
    """

    def __init__(self, most: int, size: Callable[[T], int]) -> None:
        self._lock = Lock()
        self._new, self._known = _Shelf(most // SHARE, size), _Shelf(most - most // SHARE, size)
        self._questions: dict[int, tuple[bytes, bytes]] = {}
        caches.register(self.clear)

    @property
    def taken(self) -> int:
        """How many bytes are in use."""
        return self._new.taken + self._known.taken

    def look(self, keys: Sequence[bytes], *, lasting: bool = True) -> list[T | None]:
        """What is remembered by each of ``keys``; not ``lasting`` changes nothing in what is."""
        with self._lock:
            found = list(map(self._known.get, keys))
            for n, key in enumerate(keys):
                if found[n] is None:
                    found[n] = self._newcomer(key, lasting)
                elif lasting:
                    self._known.move_to_end(key)
            return found

    def keep(self, entries: Iterable[tuple[bytes, T]]) -> None:
        """Remember these, and forget what was not asked for the longest."""
        new, known = self._new, self._known
        with self._lock:
            for key, made in entries:
                if key in known:
                    known.drop(key)
                    known.put(key, made)
                else:
                    if key in new:
                        new.drop(key)
                    new.put(key, made)

    def last(self, question: Hashable) -> tuple[bytes, bytes] | None:
        """The state in which ``question`` was answered last, and the key of what was remembered then."""
        return self._questions.get(hash(question))

    def learn(self, question: Hashable, state: bytes, key: bytes) -> None:
        """Remember by which key the answer to this is found; None is no question."""
        with self._lock:
            if question is not None:
                if len(self._questions) >= QUESTIONS:
                    self._questions.clear()
                self._questions[hash(question)] = state, key

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._new.clear()
            self._known.clear()
            self._questions.clear()

    def _newcomer(self, key: bytes, lasting: bool) -> T | None:
        found = self._new.get(key)
        if found is None:
            return self._known.get(key)  # where an equal key has just brought it
        if lasting:
            self._new.drop(key)
            self._known.put(key, found)
        return found


class _Shelf(OrderedDict[bytes, T]):
    """Entries within a number of bytes, the one that was asked for the longest ago first."""

    def __init__(self, most: int, size: Callable[[T], int]) -> None:
        super().__init__()
        self.most, self.taken, self._size = most, 0, size

    def put(self, key: bytes, entry: T) -> None:
        self[key] = entry
        self.taken += self._of(key, entry)
        while self.taken > self.most:
            self.taken -= self._of(*self.popitem(last=False))

    def drop(self, key: bytes) -> None:
        self.taken -= self._of(key, self.pop(key))

    def clear(self) -> None:
        super().clear()
        self.taken = 0

    def _of(self, key: bytes, entry: T) -> int:
        return len(key) + ENTRY + self._size(entry)
