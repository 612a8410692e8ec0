"""Sending a write until it is answered, whatever happens to the one who answers."""

import random
import time
from collections import Counter
from threading import Event
from typing import Any

import httpx
from msgspec import Struct

from tests import PLAIN
from tests.chaos.clients.journal import Answered, Journal, Write

AGAIN = frozenset({409, 429, 500, 502, 503, 504})
"""Answers that leave a write open: under way, too many, or a fault of theirs."""


class GivenUp(Exception):
    """The program went away before its write was answered."""


class Met(Struct):
    """What programs met: how often each status or error, and the longest time that one write took, in seconds."""

    answers: Counter[str]
    longest: float = 0.0


class Sender:
    """A program's connection; ``met`` is shared with the others, ``ended`` stops every attempt."""

    def __init__(self, address: str, key: str, *, journal: Journal, met: Met, ended: Event) -> None:
        headers = {"Authorization": f"Bearer {key}"}
        self.client = httpx.Client(base_url=f"{address}/api/v1/", headers=headers, timeout=8, verify=PLAIN)
        self.journal, self.met, self.ended = journal, met, ended

    def write(self, write: Write, *, gives_up: bool = False) -> Answered:
        """The answer, written down; raises ``GivenUp``: when ``gives_up``, at the first that goes unanswered."""
        self.journal.sent(write)
        headers = {"Idempotency-Key": write.key} | ({"If-Match": write.if_match} if write.if_match else {})
        begun = time.monotonic()
        answer = self.ask(write.method, write.path, json=write.body, headers=headers, gives_up=gives_up)
        self.met.longest = max(self.met.longest, time.monotonic() - begun)
        said = answer.json() if answer.is_success else {}
        done = Answered(write.key, answer.status_code, said.get("id", 0), said.get("revision", 0))
        self.journal.answered(done)
        return done

    def ask(self, method: str, path: str, *, gives_up: bool = False, **request: Any) -> httpx.Response:
        """The first answer that is one; raises ``GivenUp``."""
        pause = 0.05
        while not self.ended.is_set():
            answer = self._tried(method, path, **request)
            if answer is not None and answer.status_code not in AGAIN:
                return answer
            if gives_up and answer is None:
                raise GivenUp
            time.sleep(random.uniform(0, pause))
            pause = min(pause * 2, 1)
        raise GivenUp

    def close(self) -> None:
        self.client.close()
        self.journal.close()

    def _tried(self, method: str, path: str, **request: Any) -> httpx.Response | None:
        try:
            answer = self.client.request(method, path, **request)
        except httpx.TransportError as error:
            self.met.answers[type(error).__name__] += 1
            return None
        self.met.answers[str(answer.status_code)] += 1
        return answer
