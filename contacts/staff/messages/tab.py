"""The messages of one contact, in a tab of its page."""

from typing import Any

from django.http import HttpRequest

from contacts.messages import queries
from contacts.staff.messages.showing import line
from contacts.staff.people.one.record import Record
from contacts.staff.people.tabs.declaration import Tab

SHOWN = 50


def _context(request: HttpRequest, record: Record) -> dict[str, Any]:
    """A page of them, newest first, and where one writes to the contact."""
    before = request.GET.get("before", "")
    rows = queries.of_contact(record.id)
    rows = rows.filter(pk__lt=int(before)) if before.isdecimal() and len(before) < 19 else rows
    found = list(rows[: SHOWN + 1])
    may_write = request.user.has_perm("contacts.add_communication") and not record.body["is_archived"]
    return {
        "lines": [line(row) for row in found[:SHOWN]],
        "older": f"?tab=messages&before={found[SHOWN - 1].pk}" if len(found) > SHOWN else "",
        "write_url": record.url("write") if may_write else "",
    }


def _count(record: Record) -> int:
    return queries.of_contact(record.id).count()


MESSAGES = Tab(
    key="messages", label="Messages", template="staff/messages/tab.html", context=_context, count=_count,
    permission="contacts.view_communication",
)  # fmt: skip
