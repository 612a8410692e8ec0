"""Who changed what and what else happened, newest first: two sources, each with its own place to go on from."""

import heapq
import re
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from msgspec import Struct

from contacts.history import queries as history
from contacts.history.models import Change, Happening
from contacts.staff.people.one import happenings, timeline
from contacts.staff.people.one.record import Record
from contacts.staff.people.tabs.declaration import Tab

PLACE = re.compile(r"(\d{1,9})\.(\d{1,18})")


class Place(Struct, frozen=True):
    """Where a page begins: below this revision and below this happening; 0 stands for the newest."""

    revision: int = 0
    happening: int = 0

    @classmethod
    def read(cls, text: str) -> "Place":
        """The place that an address carried, or the beginning."""
        found = PLACE.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found else cls()

    def behind(self, shown: list[Change | Happening]) -> "Place":
        """The place behind those that were shown."""
        revisions = [row.revision for row in shown if isinstance(row, Change)]
        ids = [row.id for row in shown if isinstance(row, Happening)]
        return Place(min(revisions, default=self.revision), min(ids, default=self.happening))


def _context(request: HttpRequest, record: Record) -> dict[str, Any]:
    """The events of a page, and where older ones are."""
    place = Place.read(request.GET.get("before", ""))
    rows = merged(record, place)
    shown = rows[: timeline.SHOWN]
    behind = place.behind(shown)
    older = f"?tab=timeline&before={behind.revision}.{behind.happening}" if len(rows) > timeline.SHOWN else ""
    changes = [row for row in shown if isinstance(row, Change)]
    told = iter(timeline.events(changes, names=record.names, may_change=record.may_change))
    events = [next(told) if isinstance(row, Change) else happenings.event(row) for row in shown]
    return {"events": events, "older": older}


def merged(record: Record, place: Place) -> list[Change | Happening]:
    """Changes and happenings behind ``place`` by their times; more than a page where there is more."""
    changes = timeline.entries(record.id, before=place.revision) if place.revision else record.changes
    others = history.happenings(record.id)
    if place.happening:
        others = others.filter(id__lt=place.happening)
    # Each source keeps its own order, whatever a clock said, so that a page's end is a place in both.
    sources: tuple[Iterable[Change | Happening], ...] = (changes, others[: timeline.SHOWN + 1])
    return list(heapq.merge(*sources, key=lambda row: row.at, reverse=True))


TIMELINE = Tab(key="timeline", label="Timeline", template="staff/people/tabs/timeline.html", context=_context)
