"""A run from the first process to the last comparison."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import Thread

from msgspec import Struct, field

from tests.chaos import plan as planning
from tests.chaos.clients import journal
from tests.chaos.clients.journal import Journal
from tests.chaos.clients.replica import Replica
from tests.chaos.clients.sending import Met, Sender
from tests.chaos.clients.writer import Allowance, Shared, Writer
from tests.chaos.parts.stage import Stage
from tests.chaos.plan import Fault, Plan
from tests.chaos.proof import feed, reading, vendors, writes
from tests.vendors import Ledger

SECONDS_TO_ANSWER, SECONDS_TO_EMPTY = 40, 60
Say = Callable[[str], object]


class Outcome(Struct):
    """What a run found: nothing in ``differences`` is what it is about."""

    differences: list[str] = field(default_factory=list)
    figures: dict[str, object] = field(default_factory=dict)


class Run:
    """``say`` is told the progress, a line at a time."""

    def __init__(self, plan: Plan, folder: Path, say: Say) -> None:
        self.plan, self.folder, self.say = plan, folder, say
        self.stage, self.allowance, self.met = Stage(plan, folder), Allowance(), Met(Counter())
        self.outcome, self.begun = Outcome(), time.monotonic()
        self.done: Counter[str] = Counter()
        self.slow = 0.0
        self.files: list[Path] = []
        self.senders: list[Sender] = []
        self.threads: list[Thread] = []

    def go(self) -> Outcome:
        """Everything; raises when a part cannot be started at all."""
        try:
            self.stage.open()
            self.tell(
                f"all parts run; {self.plan.writes} writes by {self.plan.clients} programs, seed {self.plan.seed}"
            )
            self.writers, self.replica = self._programs()
            self._rounds()
            self._settle()
            self._prove()
        finally:
            self._end()
        return self.outcome

    def _end(self) -> None:
        self.allowance.end()
        for thread in self.threads:
            thread.join(20)
        for sender in self.senders:
            sender.close()
        self.stage.close()

    def tell(self, text: str) -> None:
        self.say(f"{time.monotonic() - self.begun:7.1f} s  {text}")

    def sender(self, name: str) -> Sender:
        """A connection of a program that keeps a journal of its own."""
        path = self.folder / f"{name}.journal"
        self.files.append(path)
        key, ended = self.stage.api_key, self.allowance.ended
        self.senders.append(Sender(self.stage.address, key, journal=Journal(path), met=self.met, ended=ended))
        return self.senders[-1]

    def _programs(self) -> tuple[list[Writer], Replica]:
        shared = Shared()
        writers = [
            Writer(n, seed=self.plan.seed, sender=self.sender(f"writer-{n}"), allowance=self.allowance, shared=shared)
            for n in range(1, self.plan.clients + 1)
        ]
        replica = Replica(self.sender("replica"))
        self.threads += [*writers, replica]
        for thread in self.threads:
            thread.start()
        return writers, replica

    def _rounds(self) -> None:
        """A burst of writes around each fault, in equal slots of the time."""
        faults = planning.faults(self.plan)
        begun, slot = time.monotonic(), self.plan.seconds / len(faults)
        for n, fault in enumerate(faults, 1):
            if time.monotonic() - self.begun > self.plan.most:
                self.tell(f"no time for {len(faults) - n + 1} more faults")
                break
            self.allowance.give(self.plan.writes * n // len(faults) - self.plan.writes * (n - 1) // len(faults))
            self._one(fault)
            if fault.waits and n < len(faults):
                time.sleep(max(0, begun + n * slot - time.monotonic()))
            self.tell(f"{n:3}/{len(faults)} {fault.kind} {fault.part}: {sum(one.count for one in self.writers)} writes")
        self.stage.heal()

    def _one(self, fault: Fault) -> None:
        time.sleep(fault.lead)
        struck = time.monotonic()
        self.stage.strike(fault)
        self.done[f"{fault.kind} {fault.part}"] += 1
        time.sleep(fault.seconds)
        self.stage.release(fault)
        if fault.waits:
            while not self.allowance.wait_until_answered(1) and time.monotonic() - struck < SECONDS_TO_ANSWER:
                self.stage.revive()
            self.slow = max(self.slow, time.monotonic() - struck)
        self.stage.revive()

    def _settle(self) -> None:
        """No more faults: everything is answered, and nothing waits to be sent."""
        begun, differences = time.monotonic(), self.outcome.differences
        if not self.allowance.wait_until_answered(SECONDS_TO_ANSWER):
            differences.append(f"programs wait for answers {SECONDS_TO_ANSWER} s after the last fault")
        while (open_ := self._deliveries("waiting", "sending")) and time.monotonic() - begun < SECONDS_TO_EMPTY:
            time.sleep(0.2)
        differences += [f"still open after {SECONDS_TO_EMPTY} s: {one}" for one in open_]
        self.outcome.figures["seconds until nothing waited"] = round(time.monotonic() - begun, 1)

    def _deliveries(self, *states: str) -> list[str]:
        """Those in one of these states, in words."""
        wanted = ", ".join(f"'{state}'" for state in states)
        rows = self.stage.rows(
            "SELECT c.name, d.contact_id, d.state, d.attempts, d.deaths, d.last_error FROM integrations_delivery d "
            f"JOIN integrations_connection c ON c.id = d.connection_id WHERE d.state IN ({wanted}) ORDER BY d.id"
        )
        words = "delivery of contact {1} to {0} is {2} after {3} tries and {4} deaths: {5}"
        return [words.format(*row) for row in rows]

    def _prove(self) -> None:
        sender, figures = self.sender("proof"), self.outcome.figures
        self.tell("the faults are over; comparing")
        accounts = journal.read(self.files)
        before = writes.compare(accounts, changes=reading.changes(sender), contacts=reading.contacts(sender))
        unanswered = [account.write for account in accounts.values() if account.answer is None]
        for write in unanswered:
            sender.write(write)
        accounts, contacts = journal.read(self.files), reading.contacts(sender)
        after = writes.compare(accounts, changes=reading.changes(sender), contacts=contacts)
        self.replica.catch_up()
        self.outcome.differences += dict.fromkeys([*before.all, *after.all, *feed.compare(self.replica, contacts)])
        self.outcome.differences += self._verified()
        self.outcome.differences += self._deliveries("dead", "quarantined")
        for name, child in self.stage.vendors.children.items():
            self.outcome.differences += vendors.compare(name, child.ledger, contacts)
            self.outcome.differences += [f"the fake {name} is broken: {error}" for error in child.errors()]
            figures[f"calls at {name}"] = self._calls(child.ledger)
        if faults := self.met.answers["500"]:
            self.outcome.differences.append(f"programs met {faults} answers 500; what is away is told by 503")
        figures |= {
            "writes": len(accounts),
            "accepted": sum(account.is_accepted for account in accounts.values()),
            "refused in a race (412)": sum(a.answer is not None and a.answer.status == 412 for a in accounts.values()),
            "given up, then sent again": len(unanswered),
            "contacts": len(contacts),
            "lost": len({*before.lost, *after.lost}),
            "doubled": len({*before.doubled, *after.doubled}),
            "changes that the replica followed": self.replica.changes,
            "longest time to an answer, s": round(self.met.longest, 1),
        }

    def _verified(self) -> list[str]:
        done = self.stage.manage("manage.py", "verify")
        told = f"{done.stdout}\n{done.stderr}".splitlines() if done.returncode else []
        return [f"verify: {line.strip()}" for line in told if line.strip()]

    def _calls(self, ledger: Ledger) -> str:
        lines = ledger.calls()
        failed = sum(bool(line.fault) for line in lines)
        return (
            f"{len(lines)}, {failed} of them failed; {len(ledger.creates())} creates, {len(ledger.updates())} updates"
        )
