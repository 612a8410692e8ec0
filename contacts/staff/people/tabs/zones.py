"""Which secure zones are open to a contact, and until when."""

from typing import Any

from django.http import HttpRequest

from contacts.staff.people.one.parts import ZONES as GRANTED
from contacts.staff.people.one.record import Record
from contacts.staff.people.tabs.declaration import Tab


def _context(request: HttpRequest, record: Record) -> dict[str, Any]:
    return {"tab_groups": [record.group(GRANTED)]}


def _count(record: Record) -> int:
    return len(record.body["zones"])


ZONES = Tab(key="zones", label="Zones", template="staff/people/tabs/groups.html", context=_context, count=_count)
