"""A program that knows the contacts by the change feed alone."""

from threading import Event, Thread
from typing import Any

from contacts.record.changing import diff
from tests.chaos.clients.sending import GivenUp, Sender

Body = dict[str, Any]


class Replica(Thread):
    """Follows ``/api/v1/changes`` from the beginning; ``faults`` are changes that came twice or out of order."""

    def __init__(self, sender: Sender) -> None:
        super().__init__(name="replica", daemon=True)
        self.sender, self.stopping = sender, Event()
        self.cursor, self.changes = "", 0
        self.bodies: dict[int, Body] = {}
        self.faults: list[str] = []

    def run(self) -> None:
        while not self.stopping.wait(0.2):
            try:
                self.follow()
            except GivenUp:
                return

    def follow(self) -> int:
        """Take what has come since; returns how many changes those were. Raises ``GivenUp``."""
        answer = self.sender.ask("GET", "changes", params={"after": self.cursor, "limit": 100})
        feed = answer.json()
        for entry in feed["results"]:
            self._take(entry)
        self.cursor = feed["cursor"]
        return len(feed["results"])

    def catch_up(self) -> None:
        """Stop following in the background, and take the rest."""
        self.stopping.set()
        self.join(30)
        while self.follow():
            pass

    def _take(self, entry: Body) -> None:
        contact, revision = entry["contact"], entry["revision"]
        before = self.bodies.get(contact)
        if revision != (before["revision"] if before else 0) + 1:
            last = before["revision"] if before else "nothing"
            self.faults.append(f"the feed brought revision {revision} of contact {contact} after {last}")
        changes = {change["path"]: (change["old"], change["new"]) for change in entry["changes"]}
        self.bodies[contact] = diff.replay(before, changes) | {"revision": revision, "updated_at": entry["at"]}
        self.changes += 1
