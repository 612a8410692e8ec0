"""Reading communications."""

import datetime as dt

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from contacts.messages.declared.keys import DECLARED
from contacts.messages.models import Channel, Communication, State, Template
from contacts.tables.rowids import by_id_or_uuid

SPENT = [key for key, one in DECLARED.items() if one.secrets]


def of_contact(
    contact: int, *, channel: str = "", archived: bool | None = None, viewed: bool | None = None
) -> QuerySet[Communication]:
    """The communications of one contact that are due, newest first; page with ``pk__lt`` of the last one."""
    rows = Communication.objects.filter(contact=contact)
    if channel:
        rows = rows.filter(channel=channel)
    if archived is not None:
        rows = rows.filter(archived_at__isnull=not archived)
    if viewed is not None:
        rows = rows.filter(viewed_at__isnull=not viewed)
    return rows.order_by("-pk")


def inbox(contact: int, *, archived: bool | None = False) -> QuerySet[Communication]:
    """What a contact finds in its inbox, what is new first: all that was sent, but codes and links that are spent."""
    rows = of_contact(contact, archived=archived).filter(state=State.COMPLETED).exclude(template__in=SPENT)
    return rows.order_by(ExpressionWrapper(Q(viewed_at__isnull=False), output_field=BooleanField()), "-pk")


def unread(contact: int) -> int:
    """How many messages of a contact's inbox were not looked at yet."""
    return inbox(contact).filter(viewed_at=None).count()


def find(ref: str) -> Communication | None:
    """The communication with this integer key or UUID (with dashes or without), with its contact."""
    return by_id_or_uuid(Communication.objects.select_related("contact"), ref)


def outgoing(
    *, search: str = "", state: str = "", channel: str = "", purpose: str = "", before: int | None = None
) -> QuerySet[Communication]:
    """All communications, newest first, of what is asked for; ``search`` looks at recipients and subjects."""
    rows = Communication.objects.select_related("contact").order_by("-pk")
    for word in search.split():
        rows = rows.filter(Q(recipient__icontains=word) | Q(subject__icontains=word) | Q(name__icontains=word))
    asked = {"state": state, "channel": channel, "purpose": purpose}
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    return rows.filter(pk__lt=before) if before else rows


def own_texts() -> dict[str, list[tuple[str, str]]]:
    """Language and channel of the texts of the operator's own, by key."""
    found: dict[str, list[tuple[str, str]]] = {}
    rows = Template.objects.filter(is_reset=False).order_by("key", "language", "channel")
    for key, language, channel in rows.values_list("key", "language", "channel"):
        found.setdefault(key, []).append((language, channel))
    return found


def waiting(*, now: dt.datetime) -> int:
    """How many mails and SMS are due and not gone yet."""
    rows = Communication.objects.filter(state=State.PENDING, due_at__lte=now)
    return rows.filter(channel__in=[Channel.EMAIL, Channel.SMS]).count()
