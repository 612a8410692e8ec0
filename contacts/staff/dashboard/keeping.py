"""Figures that are dear to count are kept for a while, the longer the dearer; cheap ones are always counted anew."""

from collections.abc import Callable
from time import monotonic, time
from typing import TypeVar

from django.core.cache import cache

Figure = TypeVar("Figure")
CHEAP_SECONDS = 0.05
SHARE = 100  # a figure is kept a hundred times as long as it took, so that counting costs at most 1 % of the time
LONGEST_SECONDS = 3600  # after a quiet hour a reader waits for the count rather than read what was
COUNTING_SECONDS = 120


def kept(name: str, count: Callable[[], Figure]) -> tuple[Figure, float]:
    """Return a figure and when it was counted (seconds since 1970); while one request counts, others get the last."""
    found: tuple[Figure, float, float] | None = cache.get(f"figure:{name}")
    if found and (found[2] > time() or not cache.add(f"figure:{name}:counting", True, COUNTING_SECONDS)):
        return found[0], found[1]
    begun, at = monotonic(), time()
    figure = count()
    took = monotonic() - begun
    if took > CHEAP_SECONDS:
        cache.set(f"figure:{name}", (figure, at, at + took * SHARE), LONGEST_SECONDS)
    cache.delete(f"figure:{name}:counting")
    return figure, at
