"""Writing the log: whatever consents a batch changes, by whichever door it came, in the batch's own transaction."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import OuterRef, Subquery
from msgspec import Struct

from contacts.consents.log import chain
from contacts.consents.log.evidence import Evidence, at_hand
from contacts.consents.models import ConsentEvent
from contacts.history.actor import Actor
from contacts.history.journal import Entry
from contacts.record.consents import Consents
from contacts.tables import bulk
from contacts.vault.seal import seal

Head = tuple[int, str]  # number and hash of a contact's last event
BEGIN: Head = (0, "")


class Answer(Struct, frozen=True):
    """One value of the log before it has its place in a chain; an empty state is nothing known."""

    contact: int
    revision: int
    purpose: str
    channel: str
    state: str
    previous: str


def listen(*, entries: Sequence[Entry], actor: Actor, now: dt.datetime, **kwargs: Any) -> None:
    """Receives ``change_recorded``: one statement to read heads, one to write, however many contacts."""
    write([answer for entry in entries for answer in _answers(entry)], actor=actor, now=now)


def write(answers: Sequence[Answer], *, actor: Actor, now: dt.datetime) -> None:
    """Append ``answers`` to the chains of their contacts, whose rows the caller has locked."""
    if not answers:
        return
    heads = heads_of({answer.contact for answer in answers if answer.revision > 1})
    given = at_hand()
    rows = []
    for answer in answers:
        row = _row(answer, heads.get(answer.contact, BEGIN), given, actor, now)
        heads[answer.contact] = (row[1], row[-1])
        rows.append(row)
    bulk.insert(ConsentEvent, chain.STORED, rows)


def heads_of(contacts: set[int]) -> dict[int, Head]:
    """Number and hash of the last event of each contact that has one, in one statement."""
    if not contacts:
        return {}
    newest = ConsentEvent.objects.filter(contact=OuterRef("contact")).order_by("-number").values("number")[:1]
    rows = ConsentEvent.objects.filter(contact__in=contacts, number=Subquery(newest)).order_by()
    return {contact: (number, hash_) for contact, number, hash_ in rows.values_list("contact_id", "number", "hash")}


def place(contact: int, number: int) -> str:
    """Where the sealed address of an event opens, and nowhere else."""
    return f"contacts_consentevent|ip|{contact}.{number}"


def _row(answer: Answer, head: Head, given: Evidence, actor: Actor, now: dt.datetime) -> bulk.Row:
    number = head[0] + 1
    ip = seal(given.ip, place=place(answer.contact, number)) if given.ip else ""
    values = (
        *(answer.contact, number, answer.purpose, answer.channel, answer.state, answer.previous),
        *(given.wording, given.basis, given.comment, ip, actor.door, actor.door_detail),
        *(actor.kind, actor.id, actor.label, actor.request, answer.revision, now),
    )
    return (*values, chain.link(values, wording=given.digest, before=head[1]))


def _answers(entry: Entry) -> Iterator[Answer]:
    """What changed among the consents of one contact."""
    before: Consents = entry.before.consents if entry.before else {}
    after: Consents = entry.after.consents
    if before == after:
        return
    for purpose in sorted(before.keys() | after.keys()):
        old, new = before.get(purpose, {}), after.get(purpose, {})
        for channel in sorted(old.keys() | new.keys()):
            here, there = old.get(channel, ""), new.get(channel, "")
            if here != there:
                yield Answer(entry.after.id, entry.after.revision, purpose, channel, there, here)
