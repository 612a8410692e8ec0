"""Signs of life of the loops in this process. One that hangs silences the whole process, so that it is replaced."""

import time

SILENCE_SECONDS = 15.0
_beats: dict[str, float] = {}


def beat(loop: str) -> None:
    """Say that ``loop`` turned just now."""
    _beats[loop] = time.monotonic()


def end(loop: str) -> None:
    """Say that ``loop`` ends as it should."""
    _beats.pop(loop, None)


def all_beat() -> bool:
    """Whether every loop that ever turned did so lately."""
    now = time.monotonic()
    return all(now - at < SILENCE_SECONDS for at in _beats.values())
