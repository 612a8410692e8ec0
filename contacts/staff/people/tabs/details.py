"""Everything else that is known of a contact, by section."""

from typing import Any

from django.http import HttpRequest

from contacts.staff.people.one.record import Record
from contacts.staff.people.tabs.declaration import Tab


def _context(request: HttpRequest, record: Record) -> dict[str, Any]:
    return {"sections": record.sections()}


DETAILS = Tab(key="details", label="Details", template="staff/people/tabs/details.html", context=_context)
