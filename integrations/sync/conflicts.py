"""Values that both sides changed: put down for staff while ours stays, and decided by them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone
from msgspec import Struct, field

from contacts.directory import operations as door
from contacts.history.actor import Actor
from contacts.record.errors import invalid
from contacts.record.parsing import codec
from contacts.record.parsing.parse import parse_patch
from contacts.vault.seal import seal, unseal
from integrations.connections.operations import say_again
from integrations.sync import telling
from integrations.sync.judging.deciding import Ground, Verdict
from integrations.sync.judging.fields import Field, Said, taken
from integrations.sync.models import Conflict, Run

State = Conflict.State
SETTLED = (State.OURS, State.OTHER)  # what theirs was then is not to be asked again
TOLD = ["run", "path", "base", "ours", "theirs", "ours_at", "ours_by", "theirs_at", "taking"]
RULE = "Ownership"  # who resolved what staff did not


class Past(Struct, frozen=True):
    """The conflicts of one contact: open ones by the name of the field, and what was decided on which value."""

    open: dict[str, Conflict] = field(default_factory=dict)
    settled: dict[tuple[str, str], str] = field(default_factory=dict)


def of_contacts(connection: int, contacts: Iterable[int]) -> dict[int, Past]:
    """What was asked of staff before, in one statement; contacts with nothing are left out."""
    found: dict[int, Past] = {}
    for row in Conflict.objects.filter(connection=connection, contact__in=set(contacts)).order_by("pk"):
        past = found.setdefault(row.contact_id, Past())
        if row.state == State.OPEN:
            past.open[row.their] = row
        elif row.state in SETTLED:
            past.settled[row.their, codec.dumps(row.theirs)] = State.OURS.value
    return found


def put_down(run: Run, contact: int, past: Past, verdict: Verdict, differs: Said, ground: Ground, *,
             theirs_at: dt.datetime | None) -> list[Conflict]:  # fmt: skip
    """The conflicts of a contact that are new, tell something else, or are over by now; none is stored yet."""
    rows = []
    for one in verdict.asked:
        row = past.open.get(one.their[:300]) or Conflict(contact_id=contact, their=one.their[:300])
        row.connection_id, row.run, row.theirs_at = run.connection_id, run, theirs_at
        _fill(row, one, differs, ground)
        rows.append(row)
    asked = {row.their for row in rows}
    took, kept = {one.their for one in verdict.took}, {one.their for one in verdict.kept}
    left = {one.their[:300] for one in verdict.left}
    for their, row in past.open.items():
        if their not in asked | left:
            row.state = State.THEIRS if their in took else State.OURS if their in kept else State.AGREED
            row.resolved_at, row.resolved_by = timezone.now(), RULE if their in took | kept else ""
            rows.append(row)
    return rows


def _fill(row: Conflict, one: Field, differs: Said, ground: Ground) -> None:
    leaf, touch = one.first, ground.touch([one])
    row.path = (leaf.place if "+" in leaf.path else leaf.path)[:300]
    row.ours, row.theirs = leaf.here(ground.ours), leaf.shown
    if row.pk is None or touch:  # since it was asked, the rest of the contact may have been told and agreed on
        row.base = leaf.here(ground.base)
        row.ours_at, row.ours_by = (touch.at, touch.by) if touch else (None, "")
    patch: dict[str, Any] = msgspec.to_builtins(taken(differs, [one.their]))
    row.taking = seal(codec.dumps({"patch": patch, "keys": leaf.keys}), place=_place(row))


def _place(row: Conflict) -> str:
    return f"conflict|{row.connection_id}|{row.contact_id}|{row.their}"


def store(rows: Sequence[Conflict]) -> None:
    """Store new and changed ones, in two statements."""
    known = [row for row in rows if row.pk is not None]
    Conflict.objects.bulk_create([row for row in rows if row.pk is None])
    if known:
        Conflict.objects.bulk_update(known, [*TOLD, "state", "resolved_at", "resolved_by"])


def resolve(*, conflict: int, side: str, actor: Actor, value: Any = None) -> Conflict:
    """Decide an open conflict: ``ours``, ``theirs``, or ``other`` with a ``value``; the other side is told.

    Raises ``Invalid``: at ``conflict`` when somebody decided it before, at the value's path when it cannot be stored.
    """
    if side not in (State.OURS, State.THEIRS, State.OTHER):
        raise invalid("side", "invalid_choice", "Expected ours, theirs or other.")
    with transaction.atomic():
        row = Conflict.objects.select_for_update(of=("self",)).select_related("connection").get(pk=conflict)
        if row.state != State.OPEN:
            raise invalid("conflict", "decided", f"It was decided before: {State(row.state).label.lower()}.")
        if side != State.OURS:
            said = codec.loads(unseal(row.taking, place=_place(row)))
            patch = said["patch"] if side == State.THEIRS else _replaced(said["patch"], said["keys"], value)
            door.update(contact=row.contact_id, patch=parse_patch(patch), actor=actor)
        row.state, row.resolved_at, row.resolved_by = side, timezone.now(), actor.label[:200]
        row.save(update_fields=["state", "resolved_at", "resolved_by"])
        if side != State.THEIRS:
            say_again(row.connection_id, row.contact_id, row.their)
        telling.tell(row.connection, [row.contact_id])
    return row


def _replaced(patch: dict[str, Any], keys: Sequence[str | int], value: Any) -> dict[str, Any]:
    """The patch with another value at its place; a part that theirs would have removed cannot hold one."""
    found: Any = patch
    for key in keys[:-1]:
        # A patch of one field has one entry in each list.
        found = found[0] if isinstance(key, int) else found[key]
    if isinstance(keys[-1], int):
        raise invalid("value", "impossible", "Take ours or theirs here, and change the contact itself.")
    found[keys[-1]] = value
    return patch
