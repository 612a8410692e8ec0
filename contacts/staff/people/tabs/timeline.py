"""Who changed what, newest first."""

from typing import Any

from django.http import HttpRequest

from contacts.staff.people.one import timeline
from contacts.staff.people.one.record import Record
from contacts.staff.people.tabs.declaration import Tab


def _context(request: HttpRequest, record: Record) -> dict[str, Any]:
    """The events of a page of history, and where older ones are."""
    before = request.GET.get("before", "")
    older = before.isdecimal() and len(before) < 10
    rows = timeline.entries(record.id, before=int(before)) if older else record.changes
    more = f"?tab=timeline&before={rows[timeline.SHOWN - 1].revision}" if len(rows) > timeline.SHOWN else ""
    events = timeline.events(rows[: timeline.SHOWN], names=record.names, may_change=record.may_change)
    return {"events": events, "older": more}


TIMELINE = Tab(key="timeline", label="Timeline", template="staff/people/tabs/timeline.html", context=_context)
