"""Programs that make contacts and edit them again and again."""

import random
from threading import Condition, Event, Lock, Thread
from typing import Any

from tests.chaos.clients.journal import Answered, Write
from tests.chaos.clients.sending import GivenUp, Sender

NEW, SHARED, PART, GIVES_UP = 0.35, 0.15, 0.4, 0.3
"""How many writes make a contact, edit one that others edit too, bring a part, and are left when they fail."""


class Allowance:
    """How many more writes may begin; programs wait for it, and the run waits until all are answered."""

    def __init__(self) -> None:
        self.left = self.open = 0
        self.changed = Condition()
        self.ended = Event()

    def give(self, count: int) -> None:
        with self.changed:
            self.left += count
            self.changed.notify_all()

    def take(self) -> bool:
        """Wait for a permit; False when there will be none."""
        with self.changed:
            self.changed.wait_for(lambda: self.left or self.ended.is_set())
            if self.ended.is_set():
                return False
            self.left, self.open = self.left - 1, self.open + 1
            return True

    def done(self) -> None:
        with self.changed:
            self.open -= 1
            self.changed.notify_all()

    def wait_until_answered(self, seconds: float) -> bool:
        """Whether every write that was allowed has been answered or given up within ``seconds``."""
        with self.changed:
            return self.changed.wait_for(lambda: not self.left and not self.open, seconds)

    def end(self) -> None:
        with self.changed:
            self.ended.set()
            self.changed.notify_all()


class Shared:
    """Contacts that every program edits, by id; who comes too late is refused."""

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.lock = Lock()

    def add(self, contact: int, *, most: int = 3) -> bool:
        with self.lock:
            wanted = len(self.ids) < most
            if wanted:
                self.ids.append(contact)
            return wanted


class Writer(Thread):
    """One program. It knows the revision of its own contacts, and asks for that of the shared ones."""

    def __init__(self, number: int, *, seed: int, sender: Sender, allowance: Allowance, shared: Shared) -> None:
        super().__init__(name=f"writer {number}", daemon=True)
        self.number, self.sender, self.allowance, self.shared = number, sender, allowance, shared
        self.draw, self.count = random.Random(f"{seed} {number}"), 0
        self.mark = f"S{seed}W{number}"
        self.own: dict[int, int] = {}

    def run(self) -> None:
        while self.allowance.take():
            try:
                self.work()
            except GivenUp:
                pass
            finally:
                self.allowance.done()

    def work(self) -> None:
        """One write, with whatever it takes."""
        self.count += 1
        key, choice = f"{self.mark}N{self.count:05}", self.draw.random()
        if choice < NEW or not self.own:
            self._create(key)
        elif choice < NEW + SHARED and self.shared.ids:
            self._edit_shared(key)
        else:
            self._edit_own(key)

    def _create(self, key: str) -> None:
        email = {"type": "PERSONAL", "email": f"{key.lower()}@example.org"}
        body = {"first_name": f"F{key}", "last_name": key, "emails": [email]}
        answer = self._sent(Write(key, "POST", "contacts", body))
        if answer.status == 201 and not self.shared.add(answer.contact):
            self.own[answer.contact] = answer.revision

    def _edit_own(self, key: str) -> None:
        contact = self.draw.choice(list(self.own))
        revision = self.own.pop(contact)  # when this is given up, the contact is left as it may be
        answer = self._sent(Write(key, "PATCH", f"contacts/{contact}", self._said(key), f'"{revision}"'))
        if answer.status == 200:
            self.own[contact] = answer.revision

    def _edit_shared(self, key: str) -> None:
        contact = self.draw.choice(self.shared.ids)
        seen = self.sender.ask("GET", f"contacts/{contact}").headers.get("ETag", '"1"')
        self._sent(Write(key, "PATCH", f"contacts/{contact}", self._said(key), seen, is_race=True))

    def _said(self, key: str) -> dict[str, Any]:
        said: dict[str, Any] = {"last_name": key}
        if self.draw.random() < PART:
            said["addresses"] = [{"type": "HOME", "street_name": f"A{key}", "country": "CY"}]
        return said

    def _sent(self, write: Write) -> Answered:
        return self.sender.write(write, gives_up=self.draw.random() < GIVES_UP)
