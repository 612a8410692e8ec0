"""What waits for somebody to look at it, said on the dashboard."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A sentence, and where something can be done about it."""

    text: str
    url: str
    label: str


Source = Callable[[Any], Iterable[Notice]]
ADDED: list[Source] = []  # this package may not import those above it, so they bring theirs


def add_notices(source: Source) -> None:
    """Have what ``source`` has to say to an actor said too: a statement or two, by an index."""
    if source not in ADDED:
        ADDED.append(source)


def notices_for(*, actor: Any) -> list[Notice]:
    """What this actor should look at."""
    return [notice for source in ADDED for notice in source(actor)]
