"""What both sides of a connection had in common, and whose a value is."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from contacts.history.models import Change
from contacts.record.changing import diff
from contacts.record.parsing import codec
from integrations.connections.models import Owner
from integrations.mapping.sources import BLANK, Body


class Common(Struct, frozen=True):
    """``base`` is what both had, with what came from their side since; ``others`` is what was changed here by others.

    ``unheard`` are the states since then that they may have been told without our hearing of it.
    """

    base: Body
    others: list[Change]
    unheard: list[Body]


def common_ground(ours: Body, rows: Sequence[Change], *, revision: int, connection: int, asked: int = 0) -> Common:
    """What both sides had at our ``revision`` (0: nothing); ``rows`` are all since, ``asked`` what was tried."""
    base = dict(ours)
    for row in reversed(rows):
        base = dict(BLANK) if row.revision == 1 else diff.undo(base, codec.loads(row.changes))
    now: dict[str, Any] = base
    states: list[Body] = [base if revision else BLANK]
    others: list[Change] = []
    for row in rows:
        changes = codec.loads(row.changes)
        now = diff.replay(now, changes)
        if row.actor_kind == "connection" and row.actor_id == connection:
            states = [diff.replay(dict(state), changes) for state in states]
            continue
        others.append(row)
        if row.revision <= asked:
            states.append(now)
    return Common(states[0], others, states[1:])


def owner_at(place: str, ownership: Mapping[str, str]) -> str:
    """Whose a neutral place is by the longest path that covers it; staff decide where nobody said so."""
    while place:
        if place in ownership:
            return ownership[place]
        place = place.rpartition(".")[0]
    return ownership.get("", Owner.ASK)
