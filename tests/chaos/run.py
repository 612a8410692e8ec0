"""A run from the first process to the last comparison."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import Thread

from tests.chaos import plan as planning
from tests.chaos.clients.journal import Journal
from tests.chaos.clients.replica import Replica
from tests.chaos.clients.sending import Met, Sender
from tests.chaos.clients.writer import Allowance, Shared, Writer
from tests.chaos.parts.stage import Stage
from tests.chaos.plan import Fault, Plan
from tests.chaos.proof.verdict import Verdict

SECONDS_TO_ANSWER = 40
Say = Callable[[str], object]


class Run:
    """``say`` is told the progress, a line at a time."""

    def __init__(self, plan: Plan, folder: Path, say: Say) -> None:
        self.plan, self.folder, self.say = plan, folder, say
        self.stage, self.allowance, self.met = Stage(plan, folder), Allowance(), Met(Counter())
        self.begun = time.monotonic()
        self.done: Counter[str] = Counter()
        self.slow = 0.0
        self.files: list[Path] = []
        self.senders: list[Sender] = []
        self.threads: list[Thread] = []

    def go(self) -> Verdict:
        """Everything; raises when a part cannot be started at all."""
        try:
            self.stage.open()
            self.tell(
                f"all parts run; {self.plan.writes} writes by {self.plan.clients} programs, seed {self.plan.seed}"
            )
            self.writers, self.replica = self._programs()
            self._rounds()
            self.tell("the faults are over; comparing")
            verdict = Verdict(self.stage, self.sender("proof"), self.replica, self.files)
            if not self.allowance.wait_until_answered(SECONDS_TO_ANSWER):
                verdict.differences.append(f"programs wait for answers {SECONDS_TO_ANSWER} s after the last fault")
            verdict.reach()
        finally:
            self._end()
        return verdict

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
            if time.monotonic() - begun > self.plan.most:
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
