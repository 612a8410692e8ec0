"""The caches of a process. Each says how it is emptied, so that all of them can be at once, as after a restart."""

from collections.abc import Callable

_empty: list[Callable[[], object]] = []


def register(*empty: Callable[[], object]) -> None:
    """Have ``empty_all`` call these; once for each cache, when its module is loaded."""
    _empty.extend(empty)


def empty_all() -> None:
    """Empty every cache of this process."""
    for empty in _empty:
        empty()
