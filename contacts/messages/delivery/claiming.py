"""Who is handing a message over: a mark, committed before the first byte goes out and taken off when it is decided.

A mark whose process is gone tells of a crash: the message may or may not have left, so it is sent again under the same
Message-ID. A mark of a process that lives keeps everybody else away.
"""

from datetime import datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from contacts.background.leasing import is_gone, this_process
from contacts.history import journal
from contacts.history.actor import Actor
from contacts.messages.declared.keys import DECLARED
from contacts.messages.models import HOW, Communication, State

HELD = timedelta(minutes=5)  # a silent worker's mark; each wire gives up much sooner


def claim(row: Communication, *, now: datetime) -> bool:
    """Put the mark on; False when another has it. The row's recipient and sender are stored with it."""
    if _is_held(row, now):
        return False
    rows = Communication.objects.filter(pk=row.pk, state=State.PENDING, attempts=row.attempts)
    claimed = rows.filter(sending_since=row.sending_since, sending_by=row.sending_by).update(
        sending_since=now,
        sending_by=this_process(),
        attempts=F("attempts") + 1,
        recipient=row.recipient,
        sender=row.sender,
    )
    if claimed:
        row.attempts, row.sending_since, row.sending_by = row.attempts + 1, now, this_process()
    return bool(claimed)


def _is_held(row: Communication, now: datetime) -> bool:
    if row.sending_since is None or row.sending_since < now - HELD:
        return False
    return not is_gone(row.sending_by)


def put_off(row: Communication, *, reason: str) -> None:
    """Take the mark off; it will be tried again."""
    _mine(row).update(sending_since=None, sending_by="", reason=reason[:300])


def close(row: Communication, *, state: State, reason: str = "", wipe: bool, now: datetime | None = None) -> None:
    """Decide a message for good and tell it on the contact's timeline; ``wipe`` its codes."""
    now = now or timezone.now()
    sent = state == State.COMPLETED
    more = {"sealed": ""} if wipe else {}
    with transaction.atomic():
        closed = _mine(row).update(
            state=state, reason=reason[:300], sending_since=None, sending_by="", closed_at=now,
            posted_at=now if sent else None, sender=row.sender, recipient=row.recipient, **more,
        )  # fmt: skip
        if closed and row.contact_id is not None:
            what = DECLARED[row.template].label if row.template else "a message"
            about = {"what": f"“{what}”" if row.template else what, "how": HOW[row.channel]}
            journal.note(
                contact=row.contact_id, kind="message_sent" if sent else "message_refused", actor=_actor(row),
                about=about | {"message": row.pk}, now=now,
            )  # fmt: skip


def _mine(row: Communication) -> QuerySet[Communication]:
    return Communication.objects.filter(
        pk=row.pk, state=State.PENDING, attempts=row.attempts, sending_by=row.sending_by
    )


def _actor(row: Communication) -> Actor:
    return Actor(
        kind=cast(Any, row.actor_kind), id=row.actor_id, label=row.actor_label, door=cast(Any, row.door),
        door_detail=row.door_detail, request=row.request,
    )  # fmt: skip
