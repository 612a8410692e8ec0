"""What may be asked: the values of a request, checked and tidied."""

import datetime as dt
from collections.abc import Iterator

from contacts.approvals import options
from contacts.approvals.models import ApprovalRequest
from contacts.options import queries as decided
from contacts.record import choices
from contacts.record.cleaning import clean
from contacts.record.errors import FieldError, Invalid

MOST_TEXT, MOST_COMMENTS = 20_000, 2_000
LONGEST_DAYS = 365
LENGTHS = {"entity.type": 64, "entity.id": 100, "entity.reference": 200, "title": 200, "text": MOST_TEXT}
NOUNS = {"ORDERS": "Order", "SERVICE_REQUESTS": "Service request", "REWARD_OFFERS": "Reward offer",
         "ORGANISATIONS": "Organisation"}  # fmt: skip


def made(
    *, contact: int, entity_type: str, entity_id: str, reference: str, title: str, text: str,
    scheduled: dt.datetime | None, expires: dt.datetime | None, now: dt.datetime,
) -> ApprovalRequest:  # fmt: skip
    """The row of a request, not saved yet; raises ``Invalid`` with every fault."""
    said = {
        "entity.type": clean.tidy(entity_type), "entity.id": clean.tidy(entity_id),
        "entity.reference": clean.tidy(reference), "title": clean.tidy(title),
        "text": clean.tidy(text.replace("\r\n", "\n"), multiline=True),
    }  # fmt: skip
    begins = max(scheduled or now, now)
    ends = expires or begins + dt.timedelta(days=decided.get(options.DAYS))
    faults = [*_text_faults(said), *_time_faults(begins, ends, now)]
    if faults:
        raise Invalid(faults)
    return ApprovalRequest(
        contact_id=contact, entity_type=said["entity.type"], entity_id=said["entity.id"],
        entity_reference=said["entity.reference"], title=said["title"] or _title(said), text=said["text"],
        created_at=now, updated_at=now, scheduled_at=begins, expires_at=ends,
        remind_at=next_reminder(begins, ends, after=begins),
    )  # fmt: skip


def checked_comments(comments: str) -> str:
    """What a contact said with a decision, tidied; raises ``Invalid``."""
    text = clean.tidy(comments.replace("\r\n", "\n"), multiline=True)
    if fault := _fault("comments", text, MOST_COMMENTS, multiline=True):
        raise Invalid([fault])
    return text


def next_reminder(begins: dt.datetime, ends: dt.datetime, *, after: dt.datetime) -> dt.datetime | None:
    """When the next reminder behind ``after`` is due: each of the two has one moment, and one alone."""
    early, late = (dt.timedelta(days=decided.get(one)) for one in (options.REMIND_AFTER, options.REMIND_BEFORE))
    moments = [begins + early] if early else []
    moments += [ends - late] if late else []
    return min((one for one in moments if begins < one < ends and one > after), default=None)


def about(row: ApprovalRequest) -> dict[str, str | int]:
    """What the timeline says of a request."""
    return {"what": row.title, "approval": row.pk}


def _title(said: dict[str, str]) -> str:
    """What a request is called that nobody gave a title."""
    type_ = said["entity.type"].upper()
    noun = NOUNS.get(type_) or NOUNS.get(f"{type_}S") or choices.label(said["entity.type"])
    return f"{noun} {said['entity.reference'] or said['entity.id']}".strip()[:200]


def _text_faults(said: dict[str, str]) -> Iterator[FieldError]:
    for path, text in said.items():
        if fault := _fault(path, text, LENGTHS[path], multiline=path == "text"):
            yield fault
    if not said["title"] and not said["entity.type"]:
        yield FieldError("title", "required", "Say what is to be approved, or what it is about.")


def _fault(path: str, text: str, most: int, *, multiline: bool) -> FieldError | None:
    if len(text) > most:
        return FieldError(path, "too_long", f"At most {most:,} characters (got {len(text):,}).")
    if fault := clean.text_fault(text, multiline=multiline):
        return FieldError(path, "invalid", fault)
    return None


def _time_faults(begins: dt.datetime, ends: dt.datetime, now: dt.datetime) -> Iterator[FieldError]:
    if begins > now + dt.timedelta(days=LONGEST_DAYS):
        yield FieldError("scheduled_at", "invalid", f"Expected a moment within {LONGEST_DAYS} days.")
    elif ends <= begins:
        yield FieldError("expires_at", "invalid", "Expected a moment after the contact is asked.")
    elif ends > begins + dt.timedelta(days=LONGEST_DAYS):
        yield FieldError("expires_at", "invalid", f"Expected a moment at most {LONGEST_DAYS} days after it is asked.")
