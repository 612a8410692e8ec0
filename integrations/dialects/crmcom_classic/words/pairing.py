"""Which entries of two lists are the same thing, where neither side knows the other's ids."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

Entry = Mapping[str, Any]  # an email, a phone or an address as requests have it
FOLDED = frozenset({"type", "gender", "preferred_language"})  # words that come back in another case


class Paired(Struct, frozen=True):
    """Places in both lists: of entries that are the same, and of those that only one side has."""

    both: list[tuple[int, int]]
    only_first: list[int]
    only_second: list[int]


def paired(first: Sequence[Entry], second: Sequence[Entry], essence: str) -> Paired:
    """The entries that are alike in all they say, then in type and ``essence``, then in type alone."""
    shared = set(first[0]) & set(second[0]) if first and second else set()
    likenesses: list[Callable[[Entry], Any]] = [
        lambda one: tuple(plain(one.get(name), name) for name in sorted(shared)),
        lambda one: (plain(one.get("type"), "type"), _bare(one.get(essence))),
        lambda one: plain(one.get("type"), "type"),
    ]
    left, over, both = dict(enumerate(first)), dict(enumerate(second)), []
    for like in likenesses:
        there: dict[Any, list[int]] = {}
        for m, one in over.items():
            there.setdefault(like(one), []).append(m)
        for n, one in list(left.items()):
            if found := there.get(like(one)):
                both.append((n, found[0]))
                del left[n], over[found.pop(0)]
    return Paired(sorted(both), list(left), list(over))


def differing(wanted: Entry, there: Entry) -> dict[str, Any]:
    """What of ``wanted`` is not so ``there``."""
    return {name: value for name, value in wanted.items() if plain(value, name) != plain(there.get(name), name)}


def plain(value: Any, name: str = "") -> str:
    """A value to compare by: nothing is one thing, a number is its text, and a look-up is what it is named by."""
    if value is None or value == "":
        return ""
    if isinstance(value, Mapping):
        return " ".join(sorted(f"{key}={plain(one).casefold()}" for key, one in value.items()))
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    text = str(int(value) if isinstance(value, bool) else value).strip()
    return text.replace("_", " ").casefold() if name in FOLDED else text


def _bare(value: Any) -> str:
    return "".join(filter(str.isalnum, plain(value))).casefold()
