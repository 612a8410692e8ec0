"""Whether a message may go, asked at the moment it would: what somebody said in between counts."""

from contacts.consents.queries import SECURITY, may_send
from contacts.messages.models import HOW, Communication
from contacts.record import choices
from contacts.record.contact import ContactRecord


def refusal(row: Communication, record: ContactRecord | None) -> str:
    """Why it may not be sent, in plain words; empty when it may."""
    if row.purpose == SECURITY:
        return ""
    if record is None:  # nobody's contact yet: nobody can have agreed to more than what was asked for
        return "" if row.purpose == "service" else "Nobody agreed to it: the recipient is no contact."
    return hindrance(record, row.purpose, row.channel)


def hindrance(record: ContactRecord, purpose: str, channel: str) -> str:
    """Why a contact may not be written to for a purpose as things are now; empty when nothing is in the way."""
    if record.is_archived:
        return "The contact is archived."
    if not may_send(record, purpose, channel):
        return f"The contact does not agree to {choices.label(purpose).lower()} {HOW[channel]}."
    return ""
