"""The messages about a request. Each that asks has a link of its own; all links of a request answer the same one."""

import datetime as dt
import math

from django.conf import settings

from contacts.access import tokens
from contacts.approvals.models import ApprovalLink, ApprovalRequest
from contacts.directory.commands import NotFound
from contacts.directory.reading import snapshots
from contacts.history.actor import SYSTEM, Actor
from contacts.messages import operations as messages
from contacts.messages.delivery.reaching import reach
from contacts.messages.models import State as Sent

PAGE = "/portal/approve/"


def ask(row: ApprovalRequest, template: str, *, actor: Actor, due: dt.datetime) -> None:
    """Send the contact a link by which the request can be answered, at ``due``; where nothing reaches it, no link is.

    Raises ``NotFound`` for a contact that is not there.
    """
    channel = _channel(row.contact_id)
    if not channel:
        return
    token = tokens.fresh()
    days = max(1, math.ceil((row.expires_at - due) / dt.timedelta(days=1)))
    sent = messages.send(
        contact=row.contact_id, channel=channel, template=template, values={"what": row.title, "days": str(days)},
        secrets={"link": f"{settings.PUBLIC_BASE_URL}{PAGE}?token={token}"}, due=due, until=row.expires_at,
        actor=actor,
    )  # fmt: skip
    ApprovalLink.objects.create(digest=tokens.hashed(token), request=row, communication=sent, created_at=due)


def confirm(row: ApprovalRequest, decision: str, *, now: dt.datetime) -> None:
    """Send the contact the receipt of a decision: ``accepted`` or ``rejected``."""
    channel = _channel(row.contact_id)
    if channel:
        values = {"what": row.title, "decision": decision, "when": f"{now:%d %b %Y %H:%M} UTC"}
        messages.send(
            contact=row.contact_id, channel=channel, template="approvals.decided", values=values, actor=SYSTEM, now=now
        )


def hold_back(row: ApprovalRequest, *, actor: Actor, now: dt.datetime) -> None:
    """Keep what asks and is not gone yet from being sent."""
    links = ApprovalLink.objects.filter(request=row, communication__state=Sent.PENDING)
    for communication in links.values_list("communication", flat=True):
        messages.cancel(communication=communication, actor=actor, now=now)


def _channel(contact: int) -> str:
    """Mail where there is an address, else SMS where there is a number; empty when neither."""
    record = snapshots.records([contact]).get(contact)
    if record is None:
        raise NotFound(f"There is no contact {contact}.")
    return next((channel for channel in ("EMAIL", "SMS") if reach(record, channel)), "")
