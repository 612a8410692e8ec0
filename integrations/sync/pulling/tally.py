"""What came of one page, before it is added to its run."""

from collections import Counter
from typing import Any

from django.db.models import Count

from contacts.directory.commands import Saved
from contacts.record.errors import FieldError
from integrations.sync.models import Finding, Run

MOST_FINDINGS = 1000  # of a kind that a run lists; its counts tell of all
MOST_EXAMPLES = 50
MOST_REASONS = 20


class Tally:
    """Counts and findings; each contact of theirs ends in exactly one outcome."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.counts: Counter[str] = Counter()
        self.findings: list[Finding] = []

    def ended(self, outcome: str, times: int = 1) -> None:
        self.counts[outcome] += times
        self.counts["seen"] += times

    def find(
        self, kind: str, *, theirs: str = "", contact: int | None = None, reasons: tuple[FieldError, ...] = (),
        values: dict[str, Any] | None = None, outcome: str = "",
    ) -> None:  # fmt: skip
        told = [{"path": one.path[:200], "message": one.message[:300]} for one in reasons[:MOST_REASONS]]
        self.findings.append(
            Finding(
                run=self.run, kind=kind, theirs=theirs[:200], contact_id=contact, reasons=told, values=values or {},
                outcome=outcome,
            )
        )  # fmt: skip

    def refuse(self, theirs: str, *reasons: FieldError, contact: int | None = None) -> None:
        self.ended("refused")
        self.find(Finding.Kind.REFUSED, theirs=theirs, contact=contact, reasons=reasons)

    def example(self, theirs: str, saved: Saved) -> None:
        """What a dry run would have done; a new contact is told by its name alone."""
        is_new = saved.action == "created"
        values = {"display_name": [None, saved.record.display_name]} if is_new else dict(saved.changes)
        contact = None if is_new else saved.record.id
        self.find(Finding.Kind.EXAMPLE, theirs=theirs, contact=contact, values=values, outcome=saved.action)

    def add_to(self, run: Run) -> None:
        """Raise the counts of the locked ``run``, which is not saved, and store the findings it has room for."""
        for name, times in self.counts.items():
            setattr(run, name, getattr(run, name) + times)
        if not self.findings:
            return
        listed = dict(run.findings.order_by().values_list("kind").annotate(Count("id")))
        kept = []
        for one in self.findings:
            room = MOST_EXAMPLES if one.kind == Finding.Kind.EXAMPLE else MOST_FINDINGS
            listed[one.kind] = listed.get(one.kind, 0) + 1
            if listed[one.kind] <= room:
                kept.append(one)
        Finding.objects.bulk_create(kept)
