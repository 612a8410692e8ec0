"""What a run found when its faults were over."""

import time
from pathlib import Path

from tests.chaos.clients import journal
from tests.chaos.clients.journal import Account
from tests.chaos.clients.replica import Replica
from tests.chaos.clients.sending import Sender
from tests.chaos.parts.stage import Stage
from tests.chaos.proof import events, feed, reading, vendors, writes
from tests.chaos.proof.reading import Body
from tests.vendors import Ledger

SECONDS_TO_EMPTY = 60
SECONDS_TO_SETTLE = 10
OPEN, FAILED = ("waiting", "sending"), ("dead", "quarantined")
DELIVERIES = """
    SELECT c.name, d.contact_id, d.state, d.attempts, d.deaths, d.last_error
    FROM integrations_delivery d JOIN integrations_connection c ON c.id = d.connection_id
    WHERE d.state IN ('{}', '{}') ORDER BY d.id
"""


class Verdict:
    """``differences`` is empty when everything held; ``figures`` are for the table."""

    def __init__(self, stage: Stage, sender: Sender, replica: Replica, files: list[Path]) -> None:
        self.stage, self.sender, self.replica, self.files = stage, sender, replica, files
        self.differences: list[str] = []
        self.figures: dict[str, object] = {}

    def reach(self) -> None:
        """Wait for the outbox to be empty, send again what nobody answered, and compare everything."""
        self.figures["seconds until nothing waited"] = self._emptied()
        contacts, changes = self._writes()
        self._emptied()
        self.replica.catch_up()
        self.differences += feed.compare(self.replica, contacts)
        self.figures["changes that the replica followed"] = self.replica.changes
        self.differences += self._verified()
        self.differences += self._deliveries(FAILED)
        self._vendors(contacts)
        heard = self.stage.vendors.listener.heard
        self.differences += events.compare(heard, changes)
        self.figures["changes that the listener heard of"] = (
            f"{len({event.id for event in heard})}, told {len(heard)} times"
        )
        if faults := self.sender.met.answers["500"]:
            self.differences.append(f"programs met {faults} answers 500; what is away is told by 503")

    def _emptied(self) -> float:
        """Seconds until nothing waited to be sent; a minute at most."""
        begun = time.monotonic()
        while (left := self._deliveries(OPEN)) and time.monotonic() - begun < SECONDS_TO_EMPTY:
            time.sleep(0.2)
        self.differences += [f"still open after {SECONDS_TO_EMPTY} s: {one}" for one in left]
        return round(time.monotonic() - begun, 1)

    def _writes(self) -> tuple[dict[int, Body], list[Body]]:
        """Contacts and changes; those that nobody answered are there at most once before, and once after."""
        accounts = journal.read(self.files)
        changes, contacts = reading.changes(self.sender), reading.contacts(self.sender)
        before = writes.compare(accounts, changes=changes, contacts=contacts)
        unanswered = [account.write for account in accounts.values() if account.answer is None]
        for write in unanswered:
            self.sender.write(write)
        accounts, begun = journal.read(self.files), time.monotonic()
        while True:  # the feed holds back what was written while an older transaction runs, like that of a delivery
            changes, contacts = reading.changes(self.sender), reading.contacts(self.sender)
            after = writes.compare(accounts, changes=changes, contacts=contacts)
            if not after.all or time.monotonic() - begun > SECONDS_TO_SETTLE:
                break
            time.sleep(0.2)
        self.differences += dict.fromkeys([*before.all, *after.all])
        self.figures |= _counted(accounts) | {
            "given up, then sent again": len(unanswered),
            "contacts": len(contacts),
            "lost": len({*before.lost, *after.lost}),
            "doubled": len({*before.doubled, *after.doubled}),
        }
        return contacts, changes

    def _verified(self) -> list[str]:
        done = self.stage.manage("manage.py", "verify")
        told = f"{done.stdout}\n{done.stderr}".splitlines() if done.returncode else []
        return [f"verify: {line.strip()}" for line in told if line.strip()]

    def _deliveries(self, states: tuple[str, str]) -> list[str]:
        """Those in one of two states, in words."""
        words = "delivery of contact {1} to {0} is {2} after {3} tries and {4} deaths: {5}"
        return [words.format(*row) for row in self.stage.rows(DELIVERIES.format(*states))]

    def _vendors(self, contacts: dict[int, Body]) -> None:
        for name, child in self.stage.vendors.children.items():
            self.differences += vendors.compare(name, child.ledger, contacts)
            self.differences += [f"the fake {name} is broken: {error}" for error in child.errors()]
            self.figures[f"calls at {name}"] = _told(child.ledger)


def _counted(accounts: dict[str, Account]) -> dict[str, object]:
    refused = [account for account in accounts.values() if account.answer and account.answer.status == 412]
    accepted = [account for account in accounts.values() if account.is_accepted]
    return {"writes": len(accounts), "accepted": len(accepted), "refused in a race (412)": len(refused)}


def _told(ledger: Ledger) -> str:
    lines = ledger.calls()
    failed = sum(bool(line.fault) for line in lines)
    return f"{len(lines)}, {failed} of them failed; {len(ledger.creates())} creates, {len(ledger.updates())} updates"
