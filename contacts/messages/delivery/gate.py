"""Whether a message may go, asked at the moment it would: what somebody said in between counts."""

from contacts.messages.models import Communication
from contacts.record import choices
from contacts.record.contact import ContactRecord

SECURITY = "security"


def refusal(row: Communication, record: ContactRecord | None) -> str:
    """Why it may not be sent, in plain words; empty when it may."""
    if row.purpose == SECURITY:
        return ""
    if record is None:  # nobody's contact yet: nobody can have agreed to more than what was asked for
        return "" if row.purpose == "service" else "Nobody agreed to it: the recipient is no contact."
    if record.is_archived:
        return "The contact is archived."
    if not may_send(record, row.purpose, row.channel):
        return f"The contact does not agree to {choices.label(row.purpose).lower()} by {row.get_channel_display()}."
    return ""


def may_send(record: ContactRecord, purpose: str, channel: str) -> bool:
    """Service unless it was rejected, everything else only when it was accepted; a channel's word before ``ANY``."""
    states = record.consents.get(purpose, {})
    state = states.get(channel) or states.get("ANY")
    return state != "REJECTED" if purpose == "service" else state == "ACCEPTED"
