"""Recording answers, publishing wordings, and the one way in which events may go."""

import ipaddress
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone

from contacts.consents import queries
from contacts.consents.log import chain
from contacts.consents.log.evidence import Evidence, evidence
from contacts.consents.log.listening import Answer, write
from contacts.consents.models import Basis, ConsentErasure, ConsentEvent, Wording
from contacts.directory import operations as door
from contacts.directory.commands import Saved
from contacts.history.actor import Actor
from contacts.record import choices
from contacts.record.choices import ConsentChannel, ConsentPurpose, ConsentState
from contacts.record.cleaning.clean import text_fault, tidy
from contacts.record.errors import FieldError, Invalid, invalid
from contacts.record.parsing import codec
from contacts.record.patch import ContactPatch

MOST_COMMENT, MOST_TEXT = 500, 10_000
TRIES = 3


def record(
    *, contact: int, purpose: ConsentPurpose, channel: ConsentChannel, state: ConsentState, actor: Actor,
    wording: int | None = None, basis: str = "", comment: str = "", ip: str = "", revision: int | None = None,
) -> ConsentEvent:  # fmt: skip
    """Store an answer with how it came about and return its event; raises as the door's ``update`` does.

    An answer that stands already is logged once more when it comes with other evidence: somebody agreed anew.
    """
    _check(purpose=purpose, channel=channel, state=state, basis=basis)
    given = made(purpose=purpose, wording=wording, basis=basis, comment=comment, ip=ip)
    patch = ContactPatch(consents={purpose: {channel: state}})
    with transaction.atomic(), evidence(given):
        saved = door.update(contact=contact, patch=patch, actor=actor, revision=revision)
        last = queries.last(contact, purpose, channel)
        if last is None or (saved.action == "unchanged" and _says_more(given, last)):
            _confirm(saved, purpose, channel, state, actor)
            last = queries.last(contact, purpose, channel)
    assert last is not None
    return last


def made(*, purpose: str, wording: int | None = None, basis: str = "", comment: str = "", ip: str = "") -> Evidence:
    """Evidence for ``log.evidence.evidence``, checked; raises ``Invalid`` at the name of what does not fit."""
    text = Wording.objects.filter(pk=wording).first() if wording is not None else None
    if wording is not None and (text is None or text.purpose != purpose):
        sentence = f"There is no wording {wording} for {choices.label(purpose).lower()}."
        raise invalid("wording", "unknown", sentence)
    return Evidence(
        wording=wording, digest=text.digest if text else "", basis=basis, ip=_address(ip),
        comment=_text(comment, "comment", most=MOST_COMMENT, multiline=False),
    )  # fmt: skip


def publish(*, purpose: str, text: str, actor: Actor, language: str = "") -> Wording:
    """A new version of the wording for a purpose and language (none: for all languages); raises ``Invalid``.

    The text that is current already gets no second version.
    """
    _check(purpose=purpose, language=language)
    text = _text(text, "text", most=MOST_TEXT, multiline=True)
    if not text:
        raise invalid("text", "required", "Give the text that people answer to.")
    for n in range(TRIES):
        try:
            with transaction.atomic():
                return _published(purpose, language, text, actor)
        except IntegrityError:  # somebody else published the same version at the same moment
            if n == TRIES - 1:
                raise
    raise AssertionError


def erase(*, contact: int, actor: Actor) -> int:
    """Take a contact's events away for good, leaving numbers, times and hashes; returns how many there were.

    For the erasure of a contact and nothing else: the database lets events go only after this was written.
    """
    with transaction.atomic():
        events = list(ConsentEvent.objects.filter(contact=contact).order_by("number"))
        if events:
            links = codec.dumps([[event.number, event.at.isoformat(), event.hash] for event in events])
            ConsentErasure.objects.create(
                contact_id=contact, at=timezone.now(), actor_kind=actor.kind, actor_id=actor.id, links=links
            )
            ConsentEvent.objects.filter(contact=contact).delete()
    return len(events)


def _published(purpose: str, language: str, text: str, actor: Actor) -> Wording:
    newest = Wording.objects.filter(purpose=purpose, language=language).order_by("-version").first()
    if newest is not None and newest.text == text:
        return newest
    version = (newest.version if newest else 0) + 1
    return Wording.objects.create(
        purpose=purpose, language=language, version=version, text=text, created_at=timezone.now(),
        digest=chain.digest_of(purpose=purpose, language=language, version=version, text=text),
        created_by=actor.label[:200],
    )  # fmt: skip


def _confirm(saved: Saved, purpose: str, channel: str, state: str, actor: Actor) -> None:
    """The same answer once more; the door has locked the contact."""
    answer = Answer(saved.record.id, saved.record.revision, purpose, channel, state, state)
    write([answer], actor=actor, now=timezone.now())


def _says_more(given: Evidence, last: ConsentEvent) -> bool:
    said = (given.wording, given.basis, given.comment)
    return said != (None, "", "") and said != (last.wording_id, last.basis, last.comment)


CLOSED: dict[str, Iterable[str]] = {
    "purpose": choices.members(ConsentPurpose),
    "channel": choices.members(ConsentChannel),
    "state": choices.members(ConsentState),
    "basis": ("", *Basis.values),
    "language": choices.members(choices.Language),
}


def _check(**given: str) -> None:
    faults = [
        FieldError(name, "invalid_choice", f"Expected one of {', '.join(filter(None, CLOSED[name]))}.")
        for name, value in given.items()
        if value not in CLOSED[name]
    ]
    if faults:
        raise Invalid(faults)


def _text(value: str, path: str, *, most: int, multiline: bool) -> str:
    if fault := text_fault(value, multiline=multiline):
        raise invalid(path, "invalid", fault)
    value = tidy(value, multiline=multiline)
    if len(value) > most:
        raise invalid(path, "too_long", f"At most {most:,} characters (got {len(value):,}).")
    return value


def _address(value: str) -> str:
    try:
        return str(ipaddress.ip_address(value)) if value else ""
    except ValueError:
        raise invalid("ip", "invalid", "Expected an IP address, like 203.0.113.7.") from None
