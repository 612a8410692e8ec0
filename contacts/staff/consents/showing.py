"""Answers as the desk shows them: what holds now by purpose and channel, and the log with its proof."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from contacts.consents import queries
from contacts.consents.models import ConsentEvent
from contacts.record import choices
from contacts.record.contact import ContactRecord
from contacts.staff.engine.declaration import Pill, Tone
from contacts.staff.people.one.timeline import DOORS

TONES: dict[str, Tone] = {"ACCEPTED": "good", "REJECTED": "bad", "PENDING": "warn"}
CHANNELS = {
    "ANY": "Any channel", "EMAIL": "Email", "SMS": "SMS", "INAPP": "In-app", "DEVICE": "Device", "PHONE": "Phone",
    "POST": "Post",
}  # fmt: skip
SENT = ("marketing", "affiliate_marketing", "service")  # what messages are about; the others are about data
TEACH = {
    "data_use": "May their data be used at all? Who rejects this gets no marketing.",
    "marketing": "News and offers of our own.",
    "affiliate_marketing": "Offers of partners, sent by us.",
    "third_party": "May others be given their data?",
    "service": "What belongs to an order or a membership; goes unless it is rejected.",
}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """The answer for one channel; `url` records another ("" = fixed)."""

    label: str
    pill: Pill | None
    url: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One purpose with its channels; `goes` says by which of them a message may go now."""

    purpose: str
    label: str
    teach: str
    cells: tuple[Cell, ...]
    goes: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One event with its sentence and its proof."""

    event: ConsentEvent
    what: str
    state: Pill
    previous: Pill | None
    door: str
    basis: str


def pill(state: str) -> Pill:
    """A state as a pill; an empty one is nothing known."""
    return Pill(label=choices.label(state), tone=TONES[state]) if state else Pill(label="Nothing known")


def what(purpose: str, channel: str) -> str:
    """``Marketing by email``."""
    return f"{choices.label(purpose)} by {_by(channel)}"


def lines(record: ContactRecord, url: Any) -> list[Line]:
    """What holds now; ``url(purpose, channel)`` is where an answer is recorded."""
    return [_line(record, purpose, url) for purpose in queries.PURPOSES]


def _line(record: ContactRecord, purpose: str, url: Any) -> Line:
    known = record.consents.get(purpose, {})
    cells = tuple(
        Cell(
            label=label, pill=pill(known[channel]) if channel in known else None, url=url(purpose, channel),
            title=what(purpose, channel),
        )
        for channel, label in CHANNELS.items()
    )  # fmt: skip
    return Line(
        purpose=purpose, label=choices.label(purpose), teach=TEACH[purpose], cells=cells,
        goes=_goes(record, purpose) if purpose in SENT else "",
    )  # fmt: skip


def _goes(record: ContactRecord, purpose: str) -> str:
    """By which channels a message may go now, as a sentence."""
    ways = [channel for channel in CHANNELS if channel != "ANY" and queries.may_send(record, purpose, channel)]
    if not ways:
        return "Nothing may be sent."
    if len(ways) == len(CHANNELS) - 1:
        return "May be sent by every channel."
    return f"May be sent by {', '.join(_by(channel) for channel in ways)}."


def _by(channel: str) -> str:
    return CHANNELS[channel] if channel == "SMS" else CHANNELS[channel].lower()


def shown(events: Iterable[ConsentEvent]) -> list[Shown]:
    """Events as the desk shows them."""
    return [
        Shown(
            event=event, what=what(event.purpose, event.channel), state=pill(event.state),
            previous=pill(event.previous) if event.previous else None, basis=event.get_basis_display(),
            door=DOORS.get(event.door, event.door) + (f" ({event.door_detail})" if event.door_detail else ""),
        )
        for event in events
    ]  # fmt: skip
