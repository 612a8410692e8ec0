"""The proof of the log: every chain fits, and its last answers are what is stored as current."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from django.db import transaction

from contacts.consents.log import chain
from contacts.consents.models import ConsentEvent, Wording
from contacts.directory.models import ConsentNow, Contact
from contacts.directory.proving import Difference

State = dict[tuple[str, str], str]  # (purpose, channel) → state
Row = tuple[Any, ...]  # the columns of ``chain.STORED``
NUMBER, PURPOSE, CHANNEL, STATE, PREVIOUS, WORDING = (
    chain.STORED.index(name) for name in ("number", "purpose", "channel", "state", "previous", "wording_id")
)


def differences(contacts: Sequence[int]) -> Iterator[Difference]:
    """What does not fit among the events of a batch of contacts, in three statements."""
    current: dict[int, State] = {contact: {} for contact in contacts}
    rows = ConsentNow.objects.filter(contact__in=contacts)
    for contact, purpose, channel, state in rows.values_list("contact_id", "purpose", "channel", "state"):
        current[contact][purpose, channel] = state
    told: dict[int, State] = {}
    digests = _digests()
    for contact, events in _chains(contacts):
        told[contact] = _last(events)
        yield from _faults(contact, events, digests)
    for contact, here in current.items():
        there = told.get(contact, {})
        for key in sorted(here.keys() | there.keys()):
            if here.get(key) != there.get(key):
                path = ".".join(("consents", *key))
                yield Difference(contact, path, "differs between the consent log and its current state")


def verify_chain(contacts: Iterable[int] | None = None) -> Iterator[Difference]:
    """Every event that does not fit its chain, by contact and number, among ``contacts`` or all; memory stays flat."""
    digests = _digests()
    with transaction.atomic():  # a cursor outside of one would keep all rows on PostgreSQL
        for contact, events in _chains(contacts):
            yield from _faults(contact, events, digests)


def strays() -> Iterator[Difference]:
    """Contacts that are not there and have events."""
    rows = ConsentEvent.objects.exclude(contact__in=Contact.objects.values("pk")).order_by()
    for contact in rows.values_list("contact_id", flat=True).distinct().iterator():
        yield Difference(contact, "", "has consent events but no row")


def _digests() -> dict[int, str]:
    """The digests of all wordings, from their texts and not as they are stored."""
    rows = Wording.objects.order_by().values_list("pk", "purpose", "language", "version", "text")
    return {
        key: chain.digest_of(purpose=purpose, language=language, version=version, text=text)
        for key, purpose, language, version, text in rows
    }


def _chains(contacts: Iterable[int] | None) -> Iterator[tuple[int, list[Row]]]:
    """The events of each contact that has any, in their order."""
    rows = ConsentEvent.objects.order_by("contact_id", "number")
    if contacts is not None:
        rows = rows.filter(contact__in=list(contacts))
    for contact, events in groupby(rows.values_list(*chain.STORED).iterator(chunk_size=5000), key=lambda row: row[0]):
        yield contact, list(events)


def _faults(contact: int, events: Iterable[Row], digests: dict[int, str]) -> Iterator[Difference]:
    """The first event that does not fit; behind it nothing can be said."""
    before, known = "", State()
    for number, event in enumerate(events, 1):
        path = f"consent event {event[NUMBER]}"
        if event[NUMBER] != number:
            yield Difference(contact, path, f"stands where number {number} is missing")
            return
        if event[-1] != chain.link(event[:-1], wording=digests.get(event[WORDING], ""), before=before):
            yield Difference(contact, path, "does not fit its hash and the event before it")
            return
        key = (event[PURPOSE], event[CHANNEL])
        if event[PREVIOUS] != known.get(key, ""):
            yield Difference(contact, path, "tells another state before it than the log")
            return
        before, known[key] = event[-1], event[STATE]


def _last(events: Iterable[Row]) -> State:
    """What the events lead to; an empty state is nothing known."""
    told = {(event[PURPOSE], event[CHANNEL]): event[STATE] for event in events}
    return {key: state for key, state in told.items() if state}
