"""A request as the desk shows it."""

from typing import Any

from django.utils import timezone

from contacts.approvals.models import ApprovalRequest, State
from contacts.record import choices
from contacts.staff.engine.declaration import Pill

TONES: dict[str, Any] = {
    State.PENDING: "info", State.ACCEPTED: "good", State.REJECTED: "bad", State.EXPIRED: "warn",
    State.WITHDRAWN: "neutral",
}  # fmt: skip


def state_of(row: ApprovalRequest) -> Pill:
    """Its state at this moment."""
    state = State(row.state_at(timezone.now()))
    return Pill(label=state.label, tone=TONES[state])


def about(row: ApprovalRequest) -> str:
    """What it is about, as whoever asked calls it."""
    return row.entity_reference or f"{choices.label(row.entity_type)} {row.entity_id}".strip()
