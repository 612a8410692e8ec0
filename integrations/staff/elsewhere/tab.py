"""What each connection calls a contact, and whether both sides are in step."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from contacts.staff.engine.declaration import Pill
from contacts.staff.people.one.record import Record
from contacts.staff.people.tabs.declaration import Tab
from integrations.connections import queries as connections
from integrations.connections.models import Connection, Direction, ExternalId
from integrations.dialects.webhook.connector import NAME as WEBHOOK
from integrations.outbox import queries as outbox
from integrations.outbox.models import Delivery
from integrations.staff.outward.showing import system_of
from integrations.sync import queries as sync

CONFLICT = Pill(label="To be decided", tone="warn")
GIVEN_UP = Pill(label="Given up", tone="bad")
WAITING = Pill(label="Waiting", tone="info")
GONE = Pill(label="Deleted there", tone="warn")
IN_STEP = Pill(label="In step", tone="good")
BEHIND = Pill(label="Behind", tone="warn")
NOT_THERE = Pill(label="Not there")


def _context(request: HttpRequest, record: Record) -> dict[str, Any]:
    links = {link.connection_id: link for link in connections.linked(record.id)}
    newest = outbox.newest_of(record.id)
    asked = set(sync.conflicts_of(record.id).filter(state="open").values_list("connection", flat=True))
    may_send = request.user.has_perm("integrations.change_delivery") and not record.body["is_archived"]
    lines = []
    for row in Connection.objects.exclude(dialect=WEBHOOK).order_by("name"):
        link, last = links.get(row.pk), newest.get(row.pk)
        sends = row.direction != Direction.PULL
        lines.append({
            "row": row, "system": system_of(row), "link": link,
            "state": _state(record, link, last, in_conflict=row.pk in asked),
            "in_conflict": row.pk in asked, "delivery": last if last and last.is_given_up else None,
            "send_url": reverse("dialects:elsewhere-send", args=(record.id, row.pk)) if may_send and sends else "",
        })  # fmt: skip
    return {"lines": lines}


def _state(record: Record, link: ExternalId | None, last: Delivery | None, *, in_conflict: bool) -> Pill:
    """The one thing to know first."""
    if in_conflict:
        return CONFLICT
    if last and last.is_given_up:
        return GIVEN_UP
    if last and last.waits:
        return WAITING
    if link is None or link.theirs is None:
        return NOT_THERE
    if link.gone_at is not None:
        return GONE
    return IN_STEP if link.revision >= record.body["revision"] else BEHIND


def _count(record: Record) -> int:
    return ExternalId.objects.filter(contact=record.id, theirs__isnull=False, gone_at=None).count()


ELSEWHERE = Tab(
    key="elsewhere", label="Elsewhere", template="staff/fetching/elsewhere.html", context=_context, count=_count,
    permission="integrations.view_connection",
)  # fmt: skip
