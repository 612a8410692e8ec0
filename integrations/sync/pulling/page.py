"""One page of theirs beside ours: who is who, what is decided, and all of it done. A fixed number of statements."""

from collections.abc import Iterable, Sequence

from contacts.directory import operations as door
from contacts.directory import queries as contacts
from contacts.directory.commands import Archive, Command, Outcome, Refused, Saved, Unarchive
from contacts.directory.reading import snapshots
from contacts.history import queries as history
from contacts.record.errors import FieldError
from integrations.connections.models import Deletion, ExternalId, Owner
from integrations.mapping.sources import NOBODY, Body
from integrations.sync import conflicts, telling
from integrations.sync.judging.cases import MALFORMED, Case, everything, faults, judge, judge_new, read_all
from integrations.sync.judging.context import PageContext, digest
from integrations.sync.judging.matching import matched
from integrations.sync.models import Conflict, Finding
from integrations.sync.pulling import linking
from integrations.sync.pulling.mending import mended
from integrations.sync.pulling.reading import Batch
from integrations.sync.pulling.tally import Tally
from integrations.wire.outbound.connector import Found

TRIES = 3


class Page:
    """Takes a batch in, inside of the caller's transaction."""

    def __init__(self, context: PageContext, batch: Batch, tally: Tally) -> None:
        self.context, self.batch, self.tally = context, batch, tally
        self.connection = context.connection
        self.conflicts: list[Conflict] = []
        self.told: set[int] = set()
        self.past: dict[int, conflicts.Past] = {}

    def take(self) -> None:
        """Decide on every contact of the batch and store what comes of it."""
        for theirs, sentence in self.batch.refused.items():
            self.tally.refuse(theirs, FieldError("", "refused", sentence))
        live = self._cases(one for one in self.batch.items if not one.gone)
        gone = {*self.batch.gone, *(one.theirs for one in self.batch.items if one.gone)}
        links = linking.locked(self.connection.pk, [*(case.theirs for case in live), *gone])
        for case in live:
            case.is_of(links.get(case.theirs))
        changed = self._changed(live)
        self._find_out([case for case in changed if case.link is None])
        lost = [links[theirs] for theirs in sorted(gone) if theirs in links]
        self.tally.ended("unchanged", len(gone) - len(lost))
        self._decide(changed, self._archives(lost))
        linking.let_go([row for row in lost if row.gone_at is None], at=self.batch.at)
        self.told |= set(self.batch.strangers)
        self.tally.ended("updated", len(self.batch.strangers))
        self.tally.counts["conflicts"] += sum(row.pk is None for row in self.conflicts)
        conflicts.store(self.conflicts)
        telling.tell(self.connection, self.told)

    def _cases(self, items: Iterable[Found]) -> list[Case]:
        """The contacts of the page, each once; what has no usable id is refused."""
        found: dict[str, Case] = {}
        for one in items:
            if 0 < len(one.theirs) <= linking.LONGEST and "\0" not in one.theirs:
                found[one.theirs] = Case(one, digest(one.data), chosen=self.batch.chosen.get(one.theirs))
            else:
                self.tally.refuse(one.theirs[:200], FieldError("id", "invalid", "It has no id that can be kept."))
        return list(found.values())

    def _changed(self, cases: Sequence[Case]) -> list[Case]:
        """Those that must be looked into: what neither side changed costs no parse.

        What we were sending while the page was on its way may be older than ours, and waits for the next run.
        """
        standing = contacts.standing(case.contact for case in cases if case.contact is not None)
        changed, same, passed = [], [], 0
        for case in cases:
            if case.link and case.link.seen_at and case.link.seen_at > self.batch.at:
                passed += 1
            elif case.link and self._is_same(case, case.link, standing[case.link.contact_id][0]):
                same.append(case.link)
            else:
                changed.append(case)
        linking.seen(same, at=self.batch.at)
        self.tally.ended("unchanged", len(same))
        self.tally.ended("passed", passed)
        self._bring_back([case for case in changed if case.link and case.link.gone_at], standing)
        return changed

    def _is_same(self, case: Case, link: ExternalId, revision: int) -> bool:
        """Whether nothing can come of it; what is theirs to say is set back when only we changed it."""
        if self.context.run.source_id is not None or link.gone_at is not None or link.digest != case.digest:
            return False
        return link.revision == revision or Owner.THEIRS not in self.connection.ownership.values()

    def _bring_back(self, cases: Sequence[Case], standing: dict[int, tuple[int, bool]]) -> None:
        """What they have again comes back here too, where it was put away because they had deleted it."""
        away = {case.link.contact_id: case.link.revision for case in cases if case.link}
        away = {contact: revision for contact, revision in away.items() if standing[contact] == (revision, True)}
        door.apply([Unarchive(contact) for contact in away], actor=self.context.actor)

    def _find_out(self, cases: Sequence[Case]) -> None:
        """Find those of ours that new ones of theirs are."""
        asked = linking.asked(self.context, cases)
        for case in cases:
            if row := asked.get(case.theirs):
                case.link, case.contact, case.agreed, case.is_match = row, row.contact_id, row.asked, True
        left = [case for case in cases if case.contact is None]
        self.context.load([])
        self._refuse(cases, read_all(self.context, left, {}))
        read = [case for case in left if case.reading]
        said = {case.theirs: everything(case.reading.said) for case in read if case.reading}
        found = matched(said, rules=self.connection.matching, connection=self.connection.pk, blank=NOBODY)
        rows = linking.of_ours(self.connection.pk, [one.contact for one in found.values() if one.contact is not None])
        for case in read:
            match = found[case.theirs]
            case.contact, case.candidates, case.is_match = match.contact, match.candidates, match.contact is not None
            case.link = rows.get(match.contact) if match.contact is not None else None

    def _archives(self, links: Sequence[ExternalId]) -> dict[str, Command]:
        """Put away what they deleted, by their id; or let it go."""
        commands: dict[str, Command] = {}
        anew: list[ExternalId] = []
        for link in links:
            theirs = str(link.theirs)
            if link.gone_at is not None:
                self.tally.ended("unchanged")
            elif self.context.side == Owner.OURS:
                anew.append(link)
            elif self.connection.deletion == Deletion.ARCHIVE:
                commands[theirs] = Archive(link.contact_id)
            else:
                self.tally.ended("missing")
                self.tally.find(Finding.Kind.GONE, theirs=theirs, contact=link.contact_id)
        linking.forget(anew)
        self.told |= {link.contact_id for link in anew}
        self.tally.ended("updated", len(anew))
        return commands

    def _decide(self, cases: list[Case], archives: dict[str, Command]) -> None:
        """Judge and apply; what somebody else changed in between is judged once more, its row being ours by then."""
        outcomes: dict[str, Outcome] = {}
        stale = {case.theirs for case in cases}
        for _ in range(TRIES):
            self._judge([case for case in cases if case.theirs in stale])
            commands = archives | {case.theirs: case.command for case in cases if case.command}
            wanted = {theirs: one for theirs, one in commands.items() if theirs not in outcomes}
            answered = door.apply(list(wanted.values()), actor=self.context.actor)
            outcomes |= dict(zip(wanted, answered, strict=True))
            stale = {theirs for theirs, one in outcomes.items() if isinstance(one, Refused) and one.reason == "stale"}
            if not stale:
                break
            outcomes = {theirs: one for theirs, one in outcomes.items() if theirs not in stale}
        self.tally.ended("passed", len(stale))
        self._settle([case for case in cases if case.theirs not in stale], archives, outcomes)

    def _judge(self, cases: Sequence[Case]) -> None:
        ours = [case for case in cases if case.contact is not None]
        bodies: dict[int, Body] = dict(snapshots.bodies(case.contact for case in ours if case.contact is not None))
        self.context.load(bodies.values())
        agreed = {case.contact: case.agreed for case in ours if case.contact is not None}
        rows = history.since({one: at for one, at in agreed.items() if at != bodies[one]["revision"]})
        self.past |= conflicts.of_contacts(self.connection.pk, agreed)
        self._refuse(cases, read_all(self.context, ours, bodies))
        for case in cases:
            case.command = None
            try:
                if case.reading is None:
                    continue
                if case.contact is None:
                    judge_new(case)
                else:
                    said = self.past.get(case.contact, conflicts.Past())
                    judge(self.context, case, bodies[case.contact], rows.get(case.contact, []), said)
            except MALFORMED as error:
                case.reading = None
                self.tally.refuse(case.theirs, *faults(error), contact=case.contact)

    def _refuse(self, cases: Iterable[Case], refused: dict[str, tuple[FieldError, ...]]) -> None:
        for case in cases:
            if case.theirs in refused:
                self.tally.refuse(case.theirs, *refused[case.theirs], contact=case.contact)

    def _settle(self, cases: Sequence[Case], archives: dict[str, Command], outcomes: dict[str, Outcome]) -> None:
        """Write down what came of each contact."""
        rows = []
        for case in cases:
            if case.reading is None:
                continue
            outcome = outcomes.get(case.theirs)
            if isinstance(outcome, Refused):
                named = [
                    FieldError(case.reading.parsed.their(e.path) or e.path, e.code, e.message) for e in outcome.errors
                ]
                self.tally.refuse(case.theirs, *named, contact=case.contact)
                continue
            rows.append(self._ended(case, outcome))
        for theirs in archives:
            outcome = outcomes[theirs]
            if isinstance(outcome, Saved):
                self.tally.ended("archived" if outcome.action == "archived" else "unchanged")
                self.tally.find(Finding.Kind.GONE, theirs=theirs, contact=outcome.record.id)
                self._example(theirs, outcome)
        linking.store(self.connection.pk, rows, at=self.batch.at)

    def _ended(self, case: Case, outcome: Saved | None) -> linking.Linked:
        assert case.reading is not None
        contact = outcome.record.id if outcome else case.contact
        assert contact is not None
        self.tally.ended(outcome.action if outcome else "unchanged")
        if outcome:
            self._example(case.theirs, outcome)
        self.tally.counts["linked"] += case.is_match
        if case.chosen:
            mended(case, case.chosen, self.tally)
        if case.reading.parsed.unread:
            self.tally.find(
                Finding.Kind.UNREAD, theirs=case.theirs, contact=contact, reasons=case.reading.parsed.unread
            )
        if case.candidates:
            values = {"candidates": list(case.candidates)}
            self.tally.find(Finding.Kind.AMBIGUOUS, theirs=case.theirs, contact=contact, values=values)
        revision = self._agreed(case, outcome)
        return linking.Linked(case.found, case.digest, case.link, contact, revision, case.again())

    def _agreed(self, case: Case, outcome: Saved | None) -> int:
        """Our revision that both sides agree on now: as before while anything stays different, or cannot be seen.

        What stays ours is sent by what waits; where that was refused, they may take it now that theirs is another.
        """
        verdict, ground = case.verdict, case.ground
        if verdict is None or ground is None:
            return outcome.record.revision if outcome else 0
        contact = int(ground.ours["id"])
        past = self.past.get(contact, conflicts.Past())
        if verdict.asked or past.open:
            assert case.reading is not None
            self.conflicts += conflicts.put_down(
                self.context.run, contact, past, verdict, case.reading.said, ground, theirs_at=case.found.at
            )
        revision = outcome.record.revision if outcome else int(ground.ours["revision"])
        is_stuck = verdict.kept and not verdict.asked and case.link and case.link.digest not in ("", case.digest)
        if verdict.told or is_stuck:
            self.told.add(contact)
        return case.agreed if verdict.kept or case.is_hidden else revision

    def _example(self, theirs: str, saved: Saved) -> None:
        if self.context.run.dry_run and saved.action != "unchanged":
            self.tally.example(theirs, saved)
