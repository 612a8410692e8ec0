"""Reading answers and wordings, and the gate that every send passes."""

import heapq
from itertools import product

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from contacts.consents.log.listening import place
from contacts.consents.models import ConsentEvent, Wording
from contacts.record import choices
from contacts.record.choices import ConsentChannel, ConsentPurpose, ConsentState
from contacts.record.consents import effective
from contacts.record.contact import ContactRecord
from contacts.vault.seal import unseal

PURPOSES, CHANNELS = choices.members(ConsentPurpose), choices.members(ConsentChannel)
STATES = (*choices.members(ConsentState), "")  # empty: an answer was taken back
SECURITY = "security"


def may_send(record: ContactRecord, purpose: str, channel: str) -> bool:
    """Whether a message may go now; ask at the moment of sending, a minute ago is too old.

    ``purpose`` is one of the consents' or ``security`` (codes, changed passwords); another raises ``ValueError``.
    What holds for a channel is its own answer, else the one for ``ANY`` channel:

    ===================================================  ========  =======  ========  =======
    purpose                                              ACCEPTED  PENDING  REJECTED  unknown
    ===================================================  ========  =======  ========  =======
    marketing, affiliate_marketing, third_party          yes       no       no        no
    data_use                                             yes       no       no        no
    service                                              yes       yes      no        yes
    security                                             yes       yes      yes       yes
    ===================================================  ========  =======  ========  =======

    Who has rejected that their data be used (``data_use``) gets nothing of the first line, whatever else they said.
    """
    if channel not in CHANNELS:
        raise ValueError(f"{channel!r} is no channel")
    if purpose == SECURITY:
        return True
    if purpose not in PURPOSES:
        raise ValueError(f"{purpose!r} is no purpose")
    state = effective(record.consents, purpose, channel)
    if purpose == "service":
        return state != "REJECTED"
    return state == "ACCEPTED" and effective(record.consents, "data_use", channel) != "REJECTED"


def history(contact: int) -> QuerySet[ConsentEvent]:
    """A contact's events with their wordings, newest first."""
    return ConsentEvent.objects.filter(contact=contact).select_related("wording").order_by("-number")


def last(contact: int, purpose: str, channel: str) -> ConsentEvent | None:
    """The newest event of one consent."""
    return history(contact).filter(purpose=purpose, channel=channel).first()


def recent(*, purpose: str = "", state: str | None = None, before: int = 0, limit: int) -> list[ConsentEvent]:
    """The newest events of all contacts, below the id ``before`` when it is given, each with contact and wording.

    With a filter, a statement for each pair of purpose and state that it names: each reads its piece of one index,
    while the planner would walk a million rows for a pair that is rare.
    """
    rows = ConsentEvent.objects.select_related("contact", "wording").order_by("-id")
    rows = rows.filter(id__lt=before) if before else rows
    if not purpose and state is None:
        return list(rows[:limit])
    pairs = product([purpose] if purpose else PURPOSES, STATES if state is None else [state])
    found = [event for pair in pairs for event in rows.filter(purpose=pair[0], state=pair[1])[:limit]]
    return heapq.nlargest(limit, found, key=lambda event: event.pk)


def wordings(*, current: bool = False) -> QuerySet[Wording]:
    """Every version, with ``newest``: the number of the one that is current for its purpose and language.

    With ``current`` only those that are.
    """
    same = Wording.objects.filter(purpose=OuterRef("purpose"), language=OuterRef("language")).order_by("-version")
    rows = Wording.objects.annotate(newest=Subquery(same.values("version")[:1]))
    return rows.filter(version=F("newest")) if current else rows


def wording(key: int) -> Wording | None:
    """One version."""
    return Wording.objects.filter(pk=key).first()


def current_wording(purpose: str, language: str = "") -> Wording | None:
    """What to show now: the newest version in ``language``, else the one for all languages; None when there is none."""
    rows = Wording.objects.filter(Q(language=language) | Q(language=""), purpose=purpose)
    return rows.order_by("-language", "-version").first()


def address_of(event: ConsentEvent) -> str:
    """The address the answer came from, in clear; empty when it was not known."""
    return unseal(event.ip, place=place(event.contact_id, event.number)) if event.ip else ""
