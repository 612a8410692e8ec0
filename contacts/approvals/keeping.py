"""What time does to requests: reminders, and their end."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from contacts.approvals import asking, mailing
from contacts.approvals.models import ApprovalRequest, State
from contacts.history import journal
from contacts.history.actor import SYSTEM

BATCH = 500


def remind_due(*, now: dt.datetime | None = None) -> int:
    """Send the reminders that are due, each once however often and by however many this is run; returns how many."""
    now, sent = now or timezone.now(), 0
    due = ApprovalRequest.objects.filter(state=State.PENDING, remind_at__lte=now, expires_at__gt=now)
    while rows := list(due.order_by("remind_at")[:BATCH]):
        sent += sum(_remind(row, now) for row in rows)
    return sent


def _remind(row: ApprovalRequest, now: dt.datetime) -> bool:
    """Move the row to its next reminder before this one goes: who does not get to do that sends none."""
    following = asking.next_reminder(row.scheduled_at, row.expires_at, after=now)
    mine = ApprovalRequest.objects.filter(pk=row.pk, state=State.PENDING, remind_at=row.remind_at)
    with transaction.atomic():
        if not mine.update(remind_at=following, reminded_at=now):
            return False
        mailing.ask(row, "approvals.reminder", actor=SYSTEM, due=now)
        journal.note(contact=row.contact_id, kind="approval_reminded", actor=SYSTEM, about=asking.about(row), now=now)
    return True


def expire_due(*, now: dt.datetime | None = None) -> int:
    """Say of requests whose time is over that it is; returns how many."""
    now, ended = now or timezone.now(), 0
    over = ApprovalRequest.objects.filter(state=State.PENDING, expires_at__lte=now)
    while rows := list(over.order_by("expires_at")[:BATCH]):
        ended += sum(_expire(row, now) for row in rows)
    return ended


def _expire(row: ApprovalRequest, now: dt.datetime) -> bool:
    mine = ApprovalRequest.objects.filter(pk=row.pk, state=State.PENDING)
    with transaction.atomic():
        if not mine.update(state=State.EXPIRED, remind_at=None, updated_at=now):
            return False
        journal.note(contact=row.contact_id, kind="approval_expired", actor=SYSTEM, about=asking.about(row), now=now)
    return True
