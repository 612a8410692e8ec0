"""A three-way merge, field by field: whose value stays, given what both sides had in common, ours now, and theirs now.

Where ``Connection.ownership`` gives a field's place to one side, that side's value stays. Elsewhere the side that
changed the field wins; where both did, the newer change does, or staff decide.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from contacts.history.models import Change
from contacts.record.parsing import codec
from contacts.record.patch import ContactPatch
from integrations.connections.agreeing import owner_at
from integrations.connections.models import Owner
from integrations.mapping.sources import Body
from integrations.sync.judging.fields import Field, Said, taken

LEFT = ""


class Touch(Struct, frozen=True):
    """The last change here of a value since both sides agreed."""

    at: dt.datetime
    by: str


class Ground(Struct, frozen=True):
    """The base of the merge and our side of it.

    ``base`` is the contact as both sides had it, with what came from their side since. ``ours`` is the contact now,
    ``rows`` are the journal's entries in between that did not come from their side, oldest first.
    """

    base: Body
    ours: Body
    rows: Sequence[Change]
    is_first: bool = False  # they were never compared before

    def moved(self, field: Field) -> bool:
        """Whether our value is another one than both had."""
        leaves = [leaf for leaf in field.leaves if "+" not in leaf.path]
        return any(leaf.here(self.base) != leaf.here(self.ours) for leaf in leaves)

    def touch(self, fields: Sequence[Field]) -> Touch | None:
        """When and by whom the values of ``fields`` were changed here last."""
        paths = [leaf.path for field in fields for leaf in field.leaves]
        for row in reversed(self.rows):
            if any(_meet(path, said) for said in codec.loads(row.changes) for path in paths):
                return Touch(row.at, row.actor_label)
        return None


class Rule(Struct, frozen=True):
    """How a run decides.

    ``ownership`` says by place whose values stay, ``theirs_at`` when their contact changed last. ``side`` overrules
    ownership for all fields; ``sides`` does so for the paths that it names and leaves all others as they are. With
    ``every``, whatever differs is treated as if both had changed it.

    ``settled`` is what staff decided before, ``{(their name, their value as text): side}``. ``held`` are their names of
    fields whose value here they have not been told yet: those that staff must still decide, and those to be sent again.
    """

    ownership: Mapping[str, str]
    theirs_at: dt.datetime | None = None
    side: str = ""
    sides: Mapping[str, str] | None = None
    every: bool = False
    settled: Mapping[tuple[str, str], str] = {}
    held: Collection[str] = ()


class Verdict(Struct, frozen=True):
    """What becomes of one contact: ``patch`` brings the fields that ``took`` theirs, those ``kept`` stay ours.

    Of the kept ones, ``told`` must be sent to the other side again, ``asked`` are for staff to decide, and about
    ``left`` nothing was said.
    """

    patch: ContactPatch
    took: list[Field]
    kept: list[Field]
    told: list[Field]
    asked: list[Field]
    left: list[Field]


def decide(differs: Said, changed: Said, ground: Ground, rule: Rule, *, ours_look: set[str]) -> Verdict:
    """Decide on every field that ``differs`` from ours now; ``changed`` is what they changed of the common ground.

    ``ours_look`` are names of fields that look different from the common ground by what was changed here.
    """
    took: list[Field] = []
    kept: list[Field] = []
    told: list[Field] = []
    asked: list[Field] = []
    left: list[Field] = []
    for their, field in differs.fields.items():
        by_them = their in changed.fields
        both = [field, changed.fields[their]] if by_them else [field]
        by_us = their in ours_look or their[:300] in rule.held or any(map(ground.moved, both))
        side = _side(field, rule, ground, both, by_them=by_them, by_us=by_us)
        (took if side == Owner.THEIRS else kept).append(field)
        if side == Owner.ASK:
            asked.append(field)
        elif side == LEFT:
            left.append(field)
        elif side == Owner.OURS and (by_them or rule.every or rule.side):
            told.append(field)
    return Verdict(taken(differs, [field.their for field in took]), took, kept, told, asked, left)


def _side(
    field: Field, rule: Rule, ground: Ground, both: Sequence[Field], *, by_them: bool, by_us: bool
) -> str:  # fmt: skip
    if rule.sides is not None:
        return rule.sides.get(field.path, LEFT)
    if rule.side:
        return rule.side
    owner = owner_of(field, rule.ownership)
    if rule.every and not by_them and not by_us:
        by_them = by_us = True
    if owner == Owner.THEIRS and ground.is_first and not by_them:
        return Owner.OURS  # what they never had is not what they took away
    if owner in (Owner.OURS, Owner.THEIRS):
        return owner
    if not by_us:
        return Owner.THEIRS if by_them else Owner.OURS
    if not by_them:
        return Owner.OURS
    return _of_both(field, owner, rule, ground.touch(both))


def _of_both(field: Field, owner: str, rule: Rule, touch: Touch | None) -> str:
    """Both changed it: the newest, where both times are known, or as staff decided on the same value before."""
    if owner == Owner.NEWEST and touch and rule.theirs_at:
        return Owner.THEIRS if rule.theirs_at > touch.at else Owner.OURS
    return rule.settled.get((field.their, as_text(field)), Owner.ASK)


def owner_of(field: Field, ownership: Mapping[str, str]) -> str:
    """Whose a field is."""
    return owner_at(field.first.place, ownership)


def as_text(field: Field) -> str:
    """Their value as it is shown, to be compared with one that was shown before."""
    return codec.dumps(field.first.shown)


def _meet(path: str, said: str) -> bool:
    """Whether a change at ``said`` touches ``path``: the same, or one lies above the other."""
    return not said or path == said or path.startswith(f"{said}.") or said.startswith(f"{path}.")
