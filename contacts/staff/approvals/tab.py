"""What one contact was asked to approve, in a tab of its page."""

from typing import Any

from django.http import HttpRequest

from contacts.approvals import queries
from contacts.staff.approvals.showing import about, state_of
from contacts.staff.people.one.record import Record
from contacts.staff.people.tabs.declaration import Tab

SHOWN = 100


def _context(request: HttpRequest, record: Record) -> dict[str, Any]:
    """The newest of them, and where one asks."""
    may_ask = request.user.has_perm("contacts.add_approvalrequest") and not record.body["is_archived"]
    return {
        "approvals": [
            (row, state_of(row), "" if about(row) in row.title else about(row))
            for row in queries.of_contact(record.id)[:SHOWN]
        ],
        "ask_url": record.url("approvals-new") if may_ask else "",
    }


def _count(record: Record) -> int | None:
    return queries.waiting(record.id).count() or None


APPROVALS = Tab(
    key="approvals", label="Approvals", template="staff/approvals/tab.html", context=_context, count=_count,
    permission="contacts.view_approvalrequest",
)  # fmt: skip
