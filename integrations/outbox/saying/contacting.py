"""Making a contact there what it is here: create, update or remove, from what is known of both sides."""

import datetime as dt
import time
from functools import cached_property
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from contacts.directory.models import Snapshot
from contacts.history import queries as history
from contacts.history.models import Change
from contacts.record.parsing import codec
from contacts.vault.seal import seal
from integrations.connections.models import Deletion, Direction, ExternalId
from integrations.connections.queries import by_theirs, secret_of, secret_place
from integrations.mapping.sources import Body
from integrations.outbox.models import Delivery, State
from integrations.outbox.saying.differing import announce, is_news, news
from integrations.outbox.saying.speaking import Speech
from integrations.outbox.sending.claiming import Claim, keep, scaled
from integrations.outbox.sending.outcomes import Outcome, of_trouble, refused, skipped
from integrations.wire.outbound.connector import Call, Connector, Found, Handle
from integrations.wire.outbound.troubles import TryAgain, Unknown

SLOW = 0.8  # of the time that a call has: one without an answer by then may still be at work there
TIME_TO_SETTLE = dt.timedelta(seconds=30)
DELETED_THERE = "The other side deleted this contact."


class Errand:
    """One delivery of a contact, with everything read once."""

    def __init__(self, row: Delivery, claim: Claim, connector: Connector) -> None:
        assert row.contact_id is not None
        self.row, self.claim, self.connector = row, claim, connector
        self.contact: int = row.contact_id
        self.event = str(row.uuid)
        self.speech = Speech(row.connection, connector)
        self.link = ExternalId.objects.filter(connection=row.connection_id, contact=self.contact).first()
        self.snapshot = Snapshot.objects.filter(pk=self.contact).first()

    @cached_property
    def body(self) -> Body:
        assert self.snapshot is not None
        return codec.body_from_text(self.snapshot.body)

    @property
    def revision(self) -> int:
        assert self.snapshot is not None
        return self.snapshot.revision

    def call(self, body: Body) -> dict[str, Any]:
        """The contact as their request says it."""
        return self.speech.call(self.speech.whole(body))

    def handle(self, link: ExternalId) -> Handle:
        assert link.theirs is not None
        return Handle(link.theirs, secret_of(link))

    def done(self, **link: Any) -> Outcome:
        """Both sides agree on the revision that was sent."""
        told = {"revision": self.revision, "digest": "", "seen_at": timezone.now()} | link
        again = self.link.again if self.link else ()
        return Outcome(state=State.DONE, revision=self.revision, link=told, again=again)


def contact(errand: Errand) -> Outcome:
    """Bring the other side's contact up to date; raises ``TryAgain``, ``Declined``."""
    link = errand.link
    if errand.snapshot is None:
        return skipped("The contact is gone.")
    if errand.body["is_archived"]:
        return _remove(errand)
    if link is None or (link.gone_at is not None and _came_back(errand, link)):
        return _create(errand)
    if link.gone_at is not None:
        return skipped(DELETED_THERE)
    if link.theirs is None:
        return _resume(errand, link)
    if link.revision >= errand.revision and not link.again:
        return skipped("The other side has this state already.", revision=link.revision)
    return _update(errand, link, errand.handle(link))


def _came_back(errand: Errand, link: ExternalId) -> bool:
    """Whether it was archived and brought back here since it went there."""
    changes = Change.objects.filter(contact=errand.contact, revision__gt=link.revision, action="restored")
    return changes.filter(changes__contains='"is_archived":').exists()


def _create(errand: Errand) -> Outcome:
    """Have them make it. That we are about to ask is stored first: the answer may get lost, and its effect not."""
    call = errand.call(errand.body)
    if not _announce(errand):
        return skipped("Another worker took over.")
    began = time.monotonic()
    try:
        made = errand.connector.create(call, event=errand.event)
    except TryAgain as trouble:
        slow = time.monotonic() - began > SLOW * errand.connector.line.seconds
        least = scaled(TIME_TO_SETTLE).total_seconds() if slow else 0.0
        return msgspec.structs.replace(of_trouble(trouble), least=least)
    if _others(errand, [made]):
        return refused(f"The other side says this is its {made.theirs}, which is another contact here: a duplicate?")
    known = _known(errand, made)
    return refused(made.lacks, link=known) if made.lacks else errand.done(**known)


def _announce(errand: Errand) -> bool:
    with transaction.atomic():
        if not keep(errand.claim, now=timezone.now()):
            return False
        ExternalId.objects.update_or_create(
            connection_id=errand.row.connection_id, contact_id=errand.contact,
            defaults={"theirs": None, "asked": errand.revision, "revision": 0, "gone_at": None, "secret": ""},
            create_defaults={"asked": errand.revision, "created_at": timezone.now()},
        )  # fmt: skip
    return True


def _resume(errand: Errand, link: ExternalId) -> Outcome:
    """We asked once and heard no answer: search for what may have become of it, before asking again."""
    mine = _searched(errand, link)
    if mine is None:
        return _create(errand)
    known = _known(errand, mine)  # kept at once, whatever becomes of the update
    ExternalId.objects.filter(pk=link.pk, theirs=None).update(**known)
    return _update(errand, link, mine.handle, **known)


def _searched(errand: Errand, link: ExternalId) -> Found | None:
    """What an earlier call made, as the contact was by then."""
    then = errand.body if link.asked == errand.revision else history.body_at(errand.contact, link.asked)
    candidates = errand.connector.look_up(errand.call(then or errand.body))
    others = _others(errand, candidates)
    return next((one for one in candidates if one.theirs not in others and not one.gone), None)


def _others(errand: Errand, candidates: list[Found]) -> set[str]:
    """Those of ``candidates`` that are other contacts of ours."""
    known = by_theirs(errand.row.connection_id, [one.theirs for one in candidates])
    return {theirs for theirs, row in known.items() if row.contact_id != errand.contact}


def _known(errand: Errand, one: Found) -> dict[str, Any]:
    place = secret_place(errand.row.connection_id, errand.contact)
    secret = {"secret": seal(one.secret, place=place)} if one.secret else {}
    return {"theirs": one.theirs, "theirs_at": one.at, "gone_at": None, **secret}


def _update(errand: Errand, link: ExternalId, handle: Handle, **known: Any) -> Outcome:
    """Where we only send, ours is what they are to have; else only what is news to them goes, lest theirs is undone."""
    if errand.row.connection.direction != Direction.BOTH:
        return _told(errand, link, handle, errand.call(errand.body), **known)
    call = news(errand.speech, link, errand.body)
    said = list(call)
    if not is_news(errand.speech, call):
        agreed = {"revision": errand.revision, "digest": "", **known}  # what was left out is compared again
        return skipped("It has nothing new for the other side.", revision=errand.revision, link=agreed, said=said,
                       again=link.again)  # fmt: skip
    if not announce(errand.claim, link, revision=errand.revision):
        return skipped("Another worker took over.")
    return msgspec.structs.replace(_told(errand, link, handle, call, **known), said=said)


def _told(errand: Errand, link: ExternalId, handle: Handle, call: Call, **known: Any) -> Outcome:
    try:
        errand.connector.update(handle, call, event=errand.event)
    except Unknown as trouble:
        return _deleted(errand, link, trouble)
    return errand.done(**known)


def _deleted(errand: Errand, link: ExternalId, trouble: Unknown) -> Outcome:
    """They have no such contact (any more). What becomes of ours is for the fetch to decide, where there is one."""
    errand.connector.believe(trouble)
    gone = {"gone_at": timezone.now(), "asked": link.revision, "revision": errand.revision}
    connection = errand.row.connection
    is_decided = connection.deletion == Deletion.KEEP or connection.direction == Direction.BOTH
    state, more = State.SKIPPED if is_decided else State.DEAD, "" if is_decided else " Archive it, or send it anew."
    return Outcome(state=state, sentence=DELETED_THERE + more, status=trouble.status, link=gone)


def _remove(errand: Errand) -> Outcome:
    link = errand.link
    if link is None or link.gone_at is not None:
        return skipped("It is archived, and the other side does not have it.")
    if not errand.connector.removes:
        return skipped("It is archived, and the other side keeps its contacts for good.")
    handle = errand.handle(link) if link.theirs is not None else None
    if handle is None and (mine := _searched(errand, link)):
        handle = mine.handle
    if handle is not None:
        errand.connector.remove(handle, event=errand.event)
    return errand.done(gone_at=timezone.now())
