"""What goes wrong at a vendor, by rules: which calls, and what is played to them."""

import json
import os
import random
import re
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

BEFORE = ("404", "429", "500", "502", "html", "refuse", "hang")
AFTER = ("latency", "late", "reset", "truncated", "huge", "slow", "wrong_types", "nan", "gzip_bomb", "twice")


@dataclass(frozen=True, slots=True)
class Rule:
    """Play ``fault`` to calls of this method and path (a regular expression): to the ``nth`` such call only, or with
    this probability, and at most so many ``times``.

    ``commits`` says whether the work is done before the fault is played; by itself it is for those in ``AFTER``.
    By itself a rule strikes every call, that for a token too. ``late`` waits before the work, ``latency`` after it.
    ``seconds`` is the latency, the time of hanging, the time between two bytes, or what Retry-After says.
    ``size`` is that of the huge body and of the unpacked bomb, in bytes.
    """

    fault: str
    method: str = ""
    path: str = ""
    nth: int = 0
    probability: float = 1.0
    times: int = 0
    commits: bool | None = None
    seconds: float | None = None
    size: int = 100_000_000

    def __post_init__(self) -> None:
        if self.fault not in BEFORE + AFTER:
            raise ValueError(f"{self.fault!r} is none of {', '.join(BEFORE + AFTER)}")

    @property
    def does_the_work(self) -> bool:
        return self.fault in AFTER if self.commits is None else self.commits

    def is_for(self, method: str, path: str) -> bool:
        return self.method in ("", method) and re.search(self.path, path) is not None

    def pause(self, otherwise: float) -> float:
        return otherwise if self.seconds is None else self.seconds


class Faults:
    """The rules in force, in order; the first that strikes is played. With a file they may be changed from outside."""

    def __init__(self, *, seed: int = 0, file: Path | None = None) -> None:
        self.seed, self.file = seed, file
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._set([])

    def play(self, fault: str, *, method: str = "", path: str = "", nth: int = 0, probability: float = 1.0,
             times: int = 0, commits: bool | None = None, seconds: float | None = None,
             size: int = 100_000_000) -> None:  # fmt: skip
        """Add one rule after those that are there; see ``Rule``."""
        self.set([*self.rules, Rule(fault, method, path, nth, probability, times, commits, seconds, size)])

    def clear(self) -> None:
        """From now on all goes well."""
        self.set([])

    def set(self, rules: Iterable[Rule]) -> None:
        """Replace all rules; their counting starts anew."""
        rules = list(rules)
        with self._lock:
            self._set(rules)
            if self.file:
                beside = self.file.with_suffix(".new")
                beside.write_text(json.dumps([asdict(rule) for rule in rules]))
                os.replace(beside, self.file)
                self._stamp = self._stamped()

    def draw(self, method: str, path: str) -> Rule | None:
        """The rule to play to this call, if any."""
        with self._lock:
            self._look_again()
            for place, rule in enumerate(self.rules):
                if rule.is_for(method, path) and self._strikes(place, rule):
                    self._struck[place] += 1
                    return rule
        return None

    def _strikes(self, place: int, rule: Rule) -> bool:
        self._seen[place] += 1
        if rule.nth and rule.nth != self._seen[place]:
            return False
        if rule.times and self._struck[place] >= rule.times:
            return False
        return rule.probability >= 1 or self._chances[place].random() < rule.probability

    def _set(self, rules: list[Rule]) -> None:
        self.rules = rules
        self._seen, self._struck = [0] * len(rules), [0] * len(rules)
        self._chances = [random.Random(f"{self.seed} {place}") for place in range(len(rules))]

    def _look_again(self) -> None:
        stamp = self._stamped()
        if self.file and stamp and stamp != self._stamp:
            self._stamp = stamp
            self._set([Rule(**rule) for rule in json.loads(self.file.read_text())])

    def _stamped(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self.file) if self.file else None
        except FileNotFoundError:
            return None
        return (found.st_mtime_ns, found.st_ino) if found else None
