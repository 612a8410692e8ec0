"""Whom a contact is related to, which organisations it belongs to, and who names it."""

from typing import Any

from django.http import HttpRequest

from contacts.staff.people.one.parts import AFFILIATIONS
from contacts.staff.people.one.parts import RELATIONS as RELATED
from contacts.staff.people.one.record import Record
from contacts.staff.people.tabs.declaration import Tab


def _context(request: HttpRequest, record: Record) -> dict[str, Any]:
    return {"tab_groups": [record.group(RELATED), record.group(AFFILIATIONS)], "related": record.related}


def _count(record: Record) -> int:
    return len(record.body["relations"]) + len(record.related) + len(record.body["affiliations"])


RELATIONS = Tab(
    key="relations", label="Relations", template="staff/people/tabs/relations.html", context=_context, count=_count
)
