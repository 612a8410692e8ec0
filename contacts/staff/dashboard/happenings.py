"""The latest changes as lines to read; what one act did to many contacts is one line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.timesince import timesince

from contacts.history.models import Change
from contacts.history.queries import latest
from contacts.record.choices import within
from contacts.record.parsing import codec
from contacts.staff.frame.addresses import contact_url
from contacts.staff.people.fields import ALL

READ, SHOWN, NAMED = 200, 12, 3
DOORS = {
    "desk": "desk", "portal": "portal", "api": "API", "import": "import", "command": "command", "system": "system",
    "dialect": "dialect", "sync": "sync",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Who did what to whom, when and by which door; `url` is empty where it is many contacts."""

    who: str
    verb: str
    whom: str
    url: str
    detail: str
    door: str
    at: datetime

    @property
    def ago(self) -> str:
        """How long it is since, in one unit: ``3 minutes ago``."""
        if timezone.now() - self.at < timedelta(minutes=1):
            return "just now"
        return f"{timesince(self.at, depth=1)} ago"


def happenings() -> tuple[Happening, ...]:
    """Return the latest changes, newest first."""
    rows = latest(READ)
    acts = groupby(rows, key=_act)
    lines = (line for _, group in acts for line in _lines(list(group), reaches_end=len(rows) == READ))
    return tuple(line for _, line in zip(range(SHOWN), lines, strict=False))


def _lines(rows: Sequence[Change], *, reaches_end: bool) -> Iterator[Happening]:
    if len(rows) <= NAMED:
        yield from (_one(row) for row in rows)
        return
    more = " or more" if reaches_end and len(rows) == READ else ""
    first = rows[0]
    yield Happening(
        who=_who(first), verb=first.action, whom=f"{len(rows)}{more} contacts", url="", detail="", door=_door(first),
        at=first.at,
    )  # fmt: skip


def _act(row: Change) -> tuple[str, ...]:
    """What makes changes one act: on the desk the same click, elsewhere the same program doing the same."""
    same = (row.actor_label, row.action, row.door, row.door_detail)
    return (*same, row.request) if row.door in ("desk", "portal") else same


def _one(row: Change) -> Happening:
    return Happening(
        who=_who(row), verb=row.action, whom=str(row.contact), url=contact_url(row.contact_id), detail=_detail(row),
        door=_door(row), at=row.at,
    )  # fmt: skip


def _who(row: Change) -> str:
    return row.actor_label or "Somebody"


def _door(row: Change) -> str:
    name = DOORS.get(row.door, row.door)
    return f"{name} · {row.door_detail}" if row.door_detail else name


def _detail(row: Change) -> str:
    """The parts of the record that changed: ``emails, town``; nothing for a contact that was just made."""
    paths = codec.loads(row.changes) if row.action == "updated" else {}
    words = list(dict.fromkeys(_word(path) for path in paths))
    return ", ".join(words[:NAMED]) + (f" and {len(words) - NAMED} more" if len(words) > NAMED else "")


def _word(path: str) -> str:
    return within(ALL[path].label) if path in ALL else path.partition(".")[0].replace("_", " ")
