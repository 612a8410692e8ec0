"""One contact of theirs beside ours: what is read of it, and what is decided."""

from collections.abc import Iterable, Sequence

from msgspec import UNSET, Struct

from contacts.directory.commands import Command, Create, Update
from contacts.directory.storing import numbers
from contacts.history.models import Change
from contacts.record.errors import FieldError, Invalid
from integrations.connections.agreeing import common_ground
from integrations.connections.models import Direction, ExternalId
from integrations.mapping.sources import BLANK, Body
from integrations.sync.conflicts import Past
from integrations.sync.judging import choosing
from integrations.sync.judging.context import PageContext, Reading
from integrations.sync.judging.deciding import Ground, Rule, Verdict, decide
from integrations.sync.judging.fields import Said, taken
from integrations.sync.models import Finding
from integrations.wire.outbound.connector import Found
from integrations.wire.outbound.troubles import TryAgain

# Whatever a system may answer in place of a contact: only this contact is refused for it.
MALFORMED = (Invalid, TryAgain, TypeError, ValueError, LookupError, AttributeError, RecursionError)
UNREADABLE = "The other side answered a contact that cannot be read."


class Case(Struct):
    """A contact of theirs on its way through a page."""

    found: Found
    digest: str
    link: ExternalId | None = None
    contact: int | None = None
    agreed: int = 0  # our revision that both sides agree on
    is_match: bool = False  # found in this page
    candidates: tuple[int, ...] = ()
    reading: Reading | None = None  # beside ours, or beside nobody for a new one
    ground: Ground | None = None
    verdict: Verdict | None = None
    chosen: Finding | None = None  # which of its fields staff want mended
    is_hidden: bool = False  # what was changed here has a place there that they do not show
    command: Command | None = None

    @property
    def theirs(self) -> str:
        return self.found.theirs

    def is_of(self, link: ExternalId | None) -> None:
        """The contact of ours that it is known to be."""
        if link is not None:
            self.link, self.contact, self.agreed = link, link.contact_id, link.revision

    def again(self) -> list[str]:
        """Fields of theirs that they must be told although both sides may have had the same."""
        if self.verdict is None:
            return []
        kept = {field.their for field in self.verdict.kept}
        waiting = {name for name in (self.link.again if self.link else ()) if name in kept or (not name and kept)}
        return sorted(waiting | {field.their for field in self.verdict.told})


def read_all(context: PageContext, cases: Iterable[Case], bodies: dict[int, Body]) -> dict[str, tuple[FieldError, ...]]:
    """Read each case beside its contact; returns why some cannot be read, by their id."""
    refused: dict[str, tuple[FieldError, ...]] = {}
    read = []
    for case in cases:
        case.reading = None
        body = bodies.get(case.contact, BLANK) if case.contact is not None else BLANK
        try:
            case.reading = context.read(case.found, body)
            read.append(case)
        except MALFORMED as error:
            refused[case.theirs] = faults(error)
    _drop_same_numbers(read)
    return refused


def faults(error: Exception) -> tuple[FieldError, ...]:
    """Why a contact cannot be taken; what an unforeseen error says may quote it, and is not told."""
    if isinstance(error, Invalid):
        return tuple(error.errors)
    return (FieldError("", "unreadable", str(error) if isinstance(error, TryAgain) else UNREADABLE),)


def _drop_same_numbers(cases: Sequence[Case]) -> None:
    """ID-like numbers are masked in our records and differ always: those that are stored just so say nothing."""
    asked = [
        (case.contact, leaf.number, leaf.value)
        for case in cases
        if case.reading and case.contact is not None
        for one in case.reading.said.fields.values()
        for leaf in one.leaves
        if leaf.number and isinstance(leaf.value, str)
    ]
    if not asked:
        return
    same = numbers.same(asked)
    for case in cases:
        if case.reading:
            fields = case.reading.said.fields
            for their in [name for name, one in fields.items() if (case.contact, one.first.number) in same]:
                del fields[their]


def judge(context: PageContext, case: Case, ours: Body, rows: Sequence[Change], past: Past) -> None:
    """Decide what becomes of a contact that is ours already; raises one of ``MALFORMED``."""
    assert case.reading is not None
    differs = case.reading.said
    run = context.run
    common = common_ground(ours, rows, revision=case.agreed, connection=run.connection_id)
    ground = Ground(common.base, ours, common.others, not case.agreed)
    changed, ours_look = differs, set[str]()
    if ground.base != ours:
        changed = context.read(case.found, ground.base).said
        ours_look = context.looks(ours, ground.base)
    sides = choosing.sides(case.chosen, choosing.shown(differs, ours)) if case.chosen else None
    rule = Rule(
        context.connection.ownership, case.found.at, side=context.side, sides=sides, every=run.source_id is not None,
        settled=past.settled, held={*past.open, *(case.link.again if case.link else ())},
    )  # fmt: skip
    verdict = decide(differs, changed, ground, rule, ours_look=ours_look)
    case.ground, case.verdict = ground, verdict
    sends = context.connection.direction != Direction.PULL
    case.is_hidden = sends and any(_top(name) not in case.found.data for name in ours_look)
    if verdict.took:
        case.command = Update(ours["id"], verdict.patch, ours["revision"])


def _top(their: str) -> str:
    """The name of the field of theirs in which ``custom_fields.field_7`` or ``emails_set[0].email`` stands."""
    return their.partition(".")[0].partition("[")[0]


def judge_new(case: Case) -> None:
    """A contact that nobody here is: all of it is taken; raises one of ``MALFORMED``."""
    assert case.reading is not None
    case.command = Create(taken(case.reading.said, list(case.reading.said.fields)))


def everything(said: Said) -> dict[str, object]:
    """What a contact of theirs says, as it is looked for by rules."""
    return {name: value for name, value in said.values.items() if value is not UNSET}
