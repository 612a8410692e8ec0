"""Where a contact is reached by a channel."""

from contacts.messages.delivery import gate
from contacts.messages.models import Channel
from contacts.record.contact import ContactRecord

NOWHERE = {
    Channel.EMAIL: "The contact has no email address.",
    Channel.SMS: "The contact has no number for SMS.",
}


def reach(record: ContactRecord, channel: str) -> str:
    """The contact's primary address or number in use, else its first one; empty in the app, or when there is none."""
    if channel == Channel.EMAIL:
        found = sorted((one for one in record.emails if one.is_active), key=lambda one: not one.is_primary)
        return found[0].email if found else ""
    if channel != Channel.SMS:
        return ""
    phones = (one for one in record.phones if one.is_active and one.e164 and one.type != "FAX")
    numbers = sorted(phones, key=lambda one: (not one.is_primary, one.type != "MOBILE"))
    return numbers[0].e164 if numbers else ""


def hindrance(record: ContactRecord, channel: str, purpose: str) -> str:
    """Why nothing would be sent, as things are now; empty when nothing is in the way."""
    missing = NOWHERE.get(Channel(channel), "") if not reach(record, channel) else ""
    return missing or gate.hindrance(record, purpose, channel)
