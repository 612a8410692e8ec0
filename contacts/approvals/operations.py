"""Asking, answering, withdrawing and reminding."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from contacts.access.errors import Gone
from contacts.approvals import asking, mailing, queries
from contacts.approvals.models import ApprovalRequest, How, State
from contacts.history import journal
from contacts.history.actor import Actor
from contacts.record.errors import invalid

REMINDED_AGAIN_AFTER = dt.timedelta(hours=1)


class NotPending(Exception):
    """The request is decided, withdrawn or expired; ``state`` says which."""

    def __init__(self, state: str) -> None:
        self.state = state
        super().__init__(f"It is not waiting any more: it is {State(state).label.lower()}.")


def ask(
    *, contact: int, actor: Actor, entity_type: str = "", entity_id: str = "", reference: str = "", title: str = "",
    text: str = "", scheduled: dt.datetime | None = None, expires: dt.datetime | None = None,
    now: dt.datetime | None = None,
) -> ApprovalRequest:  # fmt: skip
    """Ask ``contact`` to approve what is named, at ``scheduled`` (else at once), and send it a link to answer by.

    Without a title it is named after the entity; it waits until ``expires`` (else as long as the option says). Raises
    ``Invalid`` at ``title``, ``text``, ``entity.…``, ``scheduled_at``, ``expires_at``; ``NotFound`` for the contact.
    """
    now = now or timezone.now()
    row = asking.made(
        contact=contact, entity_type=entity_type, entity_id=entity_id, reference=reference, title=title, text=text,
        scheduled=scheduled, expires=expires, now=now,
    )  # fmt: skip
    row.actor_kind, row.actor_id, row.actor_label = actor.kind, actor.id, actor.label
    with transaction.atomic():
        row.save(force_insert=True)
        mailing.ask(row, "approvals.asked", actor=actor, due=row.scheduled_at)
        journal.note(contact=contact, kind="approval_asked", actor=actor, about=asking.about(row), now=now)
    return row


def decide(
    *, request: int, contact: int, accept: bool, how: How, actor: Actor, comments: str = "",
    now: dt.datetime | None = None,
) -> ApprovalRequest:  # fmt: skip
    """Answer a request of ``contact``, who is signed in.

    Raises ``ApprovalRequest.DoesNotExist`` for one that is not the contact's, ``NotPending``, ``Invalid``.
    """
    row = ApprovalRequest.objects.get(pk=request, contact=contact)
    return _decide(row, accept=accept, how=how, actor=actor, comments=comments, now=now or timezone.now())


def decide_by_link(
    *, token: str, accept: bool, actor: Actor, comments: str = "", request: int | None = None,
    now: dt.datetime | None = None,
) -> ApprovalRequest:  # fmt: skip
    """Answer the request that ``token`` was sent for (it must be ``request`` when that is given).

    Raises ``Gone`` for a token that is used, over, withdrawn or unknown, all alike; ``Invalid`` at ``comments``.
    """
    now = now or timezone.now()
    row = queries.by_token(token, now=now)
    if row is None or (request is not None and row.pk != request):
        raise Gone
    try:
        return _decide(row, accept=accept, how=How.LINK, actor=actor, comments=comments, now=now)
    except NotPending:
        raise Gone from None


def _decide(
    row: ApprovalRequest, *, accept: bool, how: How, actor: Actor, comments: str, now: dt.datetime
) -> ApprovalRequest:
    said = {
        "state": State.ACCEPTED if accept else State.REJECTED, "decided_at": now, "decided_how": how,
        "decided_by": actor.label[:200], "comments": asking.checked_comments(comments),
    }  # fmt: skip
    with transaction.atomic():
        _close(row, said, now=now)
        mailing.hold_back(row, actor=actor, now=now)
        journal.note(
            contact=row.contact_id, kind="approval_accepted" if accept else "approval_rejected", actor=actor,
            about=asking.about(row), now=now,
        )  # fmt: skip
        mailing.confirm(row, "accepted" if accept else "rejected", now=now)
    return row


def withdraw(*, request: int, actor: Actor, now: dt.datetime | None = None) -> ApprovalRequest:
    """Take a question back; its links answer nothing any more. Raises ``DoesNotExist``, ``NotPending``."""
    now = now or timezone.now()
    row = ApprovalRequest.objects.get(pk=request)
    with transaction.atomic():
        _close(row, {"state": State.WITHDRAWN}, now=now)
        mailing.hold_back(row, actor=actor, now=now)
        journal.note(contact=row.contact_id, kind="approval_withdrawn", actor=actor, about=asking.about(row), now=now)
    return row


def remind(*, request: int, actor: Actor, now: dt.datetime | None = None) -> ApprovalRequest:
    """Send a reminder with a link of its own. Raises ``DoesNotExist``, ``NotPending``, ``Invalid`` within an hour."""
    now = now or timezone.now()
    row = ApprovalRequest.objects.get(pk=request)
    if row.state_at(now) != State.PENDING:
        raise NotPending(row.state_at(now))
    since = max(filter(None, (row.scheduled_at, row.reminded_at)))
    free = ApprovalRequest.objects.filter(pk=row.pk, state=State.PENDING, reminded_at=row.reminded_at)
    with transaction.atomic():
        if since > now - REMINDED_AGAIN_AFTER or not free.update(reminded_at=now, updated_at=now):
            raise invalid("", "too_soon", "The contact was asked within the last hour; wait a little.")
        row.reminded_at = row.updated_at = now
        mailing.ask(row, "approvals.reminder", actor=actor, due=now)
        journal.note(contact=row.contact_id, kind="approval_reminded", actor=actor, about=asking.about(row), now=now)
    return row


def _close(row: ApprovalRequest, said: Mapping[str, object], *, now: dt.datetime) -> None:
    """Move a waiting request on, once whoever asks for it and how many at once; raises ``NotPending``."""
    waiting = ApprovalRequest.objects.filter(queries.in_state(State.PENDING, now=now), pk=row.pk)
    if waiting.update(**said, remind_at=None, updated_at=now) != 1:
        row.refresh_from_db()
        raise NotPending(row.state_at(now))
    row.refresh_from_db()
