"""A communication as the desk shows it."""

from typing import Any

from msgspec import Struct

from contacts.messages.delivery import mail, sms
from contacts.messages.models import Channel, Communication, State
from contacts.messages.writing import sealing
from contacts.messages.writing.rendering import DOTS
from contacts.messages.writing.sealing import Whole
from contacts.record import choices
from contacts.staff.engine.declaration import Pill
from contacts.vault.seal import SealBroken

TONES: dict[str, Any] = {State.PENDING: "info", State.COMPLETED: "good", State.REJECTED: "bad"}


class Line(Struct, frozen=True):
    """One row of a list."""

    row: Communication
    state: Pill
    what: str
    purpose: str


def line(row: Communication) -> Line:
    """The row with its state in words."""
    return Line(row, state_of(row), what(row), choices.label(row.purpose))


def state_of(row: Communication) -> Pill:
    """Its state; one that was tried and waits says so."""
    if row.state == State.PENDING and row.attempts:
        return Pill(label="Trying again", tone="warn")
    return Pill(label=State(row.state).label, tone=TONES[row.state])


def what(row: Communication) -> str:
    """What it is: its subject, title or name, else how it begins."""
    return row.subject or row.title or row.name or row.content[:80] or row.get_channel_display()


def opened(row: Communication) -> Whole:
    """The text to show: whole only where nothing leaves this installation, for there is nowhere else to read it."""
    leaves = sms.provider().leaves if row.channel == Channel.SMS else mail.leaves()
    if leaves or not row.sealed:
        return Whole(row.subject, row.content, row.html)
    try:
        return sealing.whole(row)
    except SealBroken:
        return Whole(row.subject, row.content, row.html)


def hides_secrets(text: Whole) -> bool:
    """Whether dots stand for something."""
    return DOTS in text.content or DOTS in text.html
