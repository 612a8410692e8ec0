"""A request as customers read it."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from contacts.approvals.models import ApprovalRequest, State

WORDS: dict[str, tuple[str | Promise, str]] = {
    State.PENDING: (gettext_lazy("Waiting for your answer"), "accent"),
    State.ACCEPTED: (gettext_lazy("You accepted this"), "good"),
    State.REJECTED: (gettext_lazy("You rejected this"), "bad"),
    State.EXPIRED: (gettext_lazy("The time to answer is over"), ""),
    State.WITHDRAWN: (gettext_lazy("No longer needed"), ""),
}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One request with its state in words."""

    row: ApprovalRequest
    words: str
    tone: str
    waits: bool

    @property
    def reference(self) -> str:
        """The name it is known by, where the title does not say it already."""
        known = self.row.entity_reference
        return "" if known in self.row.title else known


def shown(row: ApprovalRequest) -> Shown:
    """The request as it stands at this moment."""
    state = row.state_at(timezone.now())
    words, tone = WORDS[state]
    return Shown(row=row, words=str(words), tone=tone, waits=state == State.PENDING)
