"""Reading requests. What is pending or expired is decided at the moment of asking."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone

from contacts.access import tokens
from contacts.approvals.models import ApprovalRequest, State
from contacts.tables.rowids import by_id_or_uuid

ORDERS = {"CREATED": "created_at", "UPDATED": "updated_at", "NAME": "title", "SCHEDULED": "scheduled_at"}


def in_state(state: str, *, now: dt.datetime) -> Q:
    """The rows whose state is this at ``now``."""
    if state == State.PENDING:
        return Q(state=State.PENDING, expires_at__gt=now)
    if state == State.EXPIRED:
        return Q(state=State.EXPIRED) | Q(state=State.PENDING, expires_at__lte=now)
    return Q(state=state)


def of_entity(types: Sequence[str]) -> Q:
    """The rows about one of ``types``; the documents write both ORDER and ORDERS, and either finds both."""
    plain = {one.upper().removesuffix("S") for one in types}
    return Q(entity_type__in={*plain, *(f"{one}S" for one in plain), *types})


def of_contact(
    contact: int, *, states: Sequence[str] = (), entity_types: Sequence[str] = (), order: str = "CREATED",
    descending: bool = True, now: dt.datetime | None = None,
) -> QuerySet[ApprovalRequest]:  # fmt: skip
    """A contact's requests in one of ``states`` (of all when empty) about ``entity_types``, by a key of ``ORDERS``."""
    now, rows = now or timezone.now(), ApprovalRequest.objects.filter(contact=contact)
    if states:
        wanted = Q()
        for state in states:
            wanted |= in_state(state, now=now)
        rows = rows.filter(wanted)
    if entity_types:
        rows = rows.filter(of_entity(entity_types))
    sign = "-" if descending else ""
    return rows.order_by(f"{sign}{ORDERS[order]}", f"{sign}pk")


def waiting(contact: int, *, now: dt.datetime | None = None) -> QuerySet[ApprovalRequest]:
    """What a contact has been asked and has not answered, the oldest first."""
    now = now or timezone.now()
    return of_contact(contact, states=[State.PENDING], descending=False, now=now).filter(scheduled_at__lte=now)


def shown_to(contact: int, *, now: dt.datetime | None = None) -> QuerySet[ApprovalRequest]:
    """What a contact has been asked so far, newest first."""
    return of_contact(contact, order="SCHEDULED").filter(scheduled_at__lte=now or timezone.now())


def find(ref: str) -> ApprovalRequest | None:
    """The request with this integer key or UUID (with dashes or without), with its contact."""
    return by_id_or_uuid(ApprovalRequest.objects.select_related("contact"), ref)


def by_token(token: str, *, now: dt.datetime | None = None) -> ApprovalRequest | None:
    """The request that ``token`` may answer now; None for one that is answered, over, withdrawn or never was."""
    digest = tokens.digest(token)
    if digest is None:
        return None
    rows = ApprovalRequest.objects.filter(in_state(State.PENDING, now=now or timezone.now()))
    return rows.select_related("contact").filter(links__digest=digest).first()


def everyones(
    *, state: str = "", search: str = "", before: int | None = None, now: dt.datetime | None = None
) -> QuerySet[ApprovalRequest]:
    """All requests, newest first; ``search`` looks at titles, references and names of contacts."""
    rows = ApprovalRequest.objects.select_related("contact").order_by("-pk")
    if state:
        rows = rows.filter(in_state(state, now=now or timezone.now()))
    for word in search.split():
        rows = rows.filter(
            Q(title__icontains=word) | Q(entity_reference__icontains=word) | Q(contact__display_name__icontains=word)
        )
    return rows.filter(pk__lt=before) if before else rows
