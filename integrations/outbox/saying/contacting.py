"""Bringing a contact of another system up to date with ours: whether to create, update or delete it there."""

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
from integrations.outbox.saying.differing import announce, fields_to_send, has_fields
from integrations.outbox.saying.rendering import CallRenderer
from integrations.outbox.sending.claiming import Claim, keep, scaled
from integrations.outbox.sending.outcomes import Outcome, of_trouble, refused, skipped
from integrations.wire.outbound.connector import Call, Connector, Found, Handle
from integrations.wire.outbound.troubles import TryAgain, Unknown

SLOW = 0.8  # of the time that a call has: one without an answer by then may still be at work there
TIME_TO_SETTLE = dt.timedelta(seconds=30)
DELETED_THERE = "The other side deleted this contact."


class ContactDelivery:
    """One delivery of a contact, and what it needs: the external id, the snapshot, and what renders the call."""

    def __init__(self, row: Delivery, claim: Claim, connector: Connector) -> None:
        assert row.contact_id is not None
        self.row, self.claim, self.connector = row, claim, connector
        self.contact: int = row.contact_id
        self.event = str(row.uuid)
        self.renderer = CallRenderer(row.connection, connector)
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
        return self.renderer.call(self.renderer.whole(body))

    def handle(self, link: ExternalId) -> Handle:
        assert link.theirs is not None
        return Handle(link.theirs, secret_of(link))

    def done(self, **link: Any) -> Outcome:
        """Both sides agree on the revision that was sent."""
        told = {"revision": self.revision, "digest": "", "seen_at": timezone.now()} | link
        again = self.link.again if self.link else ()
        return Outcome(state=State.DONE, revision=self.revision, link=told, again=again)


def deliver_contact(delivery: ContactDelivery) -> Outcome:
    """Bring the other side's contact up to date; raises ``TryAgain``, ``Declined``."""
    link = delivery.link
    if delivery.snapshot is None:
        return skipped("The contact is gone.")
    if delivery.body["is_archived"]:
        return _remove(delivery)
    if link is None or (link.gone_at is not None and _came_back(delivery, link)):
        return _create(delivery)
    if link.gone_at is not None:
        return skipped(DELETED_THERE)
    if link.theirs is None:
        return _resume(delivery, link)
    if link.revision >= delivery.revision and not link.again:
        return skipped("The other side has this state already.", revision=link.revision)
    return _update(delivery, link, delivery.handle(link))


def _came_back(delivery: ContactDelivery, link: ExternalId) -> bool:
    """Whether it was archived and brought back here since it went there."""
    changes = Change.objects.filter(contact=delivery.contact, revision__gt=link.revision, action="restored")
    return changes.filter(changes__contains='"is_archived":').exists()


def _create(delivery: ContactDelivery) -> Outcome:
    """Have them make it. That we are about to ask is stored first: the answer may get lost, and its effect not."""
    call = delivery.call(delivery.body)
    if not _announce(delivery):
        return skipped("Another worker took over.")
    began = time.monotonic()
    try:
        made = delivery.connector.create(call, event=delivery.event)
    except TryAgain as trouble:
        slow = time.monotonic() - began > SLOW * delivery.connector.line.seconds
        least = scaled(TIME_TO_SETTLE).total_seconds() if slow else 0.0
        return msgspec.structs.replace(of_trouble(trouble), least=least)
    if _others(delivery, [made]):
        return refused(f"The other side says this is its {made.theirs}, which is another contact here: a duplicate?")
    known = _known(delivery, made)
    return refused(made.lacks, link=known) if made.lacks else delivery.done(**known)


def _announce(delivery: ContactDelivery) -> bool:
    with transaction.atomic():
        if not keep(delivery.claim, now=timezone.now()):
            return False
        ExternalId.objects.update_or_create(
            connection_id=delivery.row.connection_id, contact_id=delivery.contact,
            defaults={"theirs": None, "asked": delivery.revision, "revision": 0, "gone_at": None, "secret": ""},
            create_defaults={"asked": delivery.revision, "created_at": timezone.now()},
        )  # fmt: skip
    return True


def _resume(delivery: ContactDelivery, link: ExternalId) -> Outcome:
    """We asked once and heard no answer: search for what may have become of it, before asking again."""
    mine = _searched(delivery, link)
    if mine is None:
        return _create(delivery)
    known = _known(delivery, mine)  # kept at once, whatever becomes of the update
    ExternalId.objects.filter(pk=link.pk, theirs=None).update(**known)
    return _update(delivery, link, mine.handle, **known)


def _searched(delivery: ContactDelivery, link: ExternalId) -> Found | None:
    """What an earlier call made, as the contact was by then."""
    then = delivery.body if link.asked == delivery.revision else history.body_at(delivery.contact, link.asked)
    candidates = delivery.connector.look_up(delivery.call(then or delivery.body))
    others = _others(delivery, candidates)
    return next((one for one in candidates if one.theirs not in others and not one.gone), None)


def _others(delivery: ContactDelivery, candidates: list[Found]) -> set[str]:
    """Those of ``candidates`` that are other contacts of ours."""
    known = by_theirs(delivery.row.connection_id, [one.theirs for one in candidates])
    return {theirs for theirs, row in known.items() if row.contact_id != delivery.contact}


def _known(delivery: ContactDelivery, one: Found) -> dict[str, Any]:
    place = secret_place(delivery.row.connection_id, delivery.contact)
    secret = {"secret": seal(one.secret, place=place)} if one.secret else {}
    return {"theirs": one.theirs, "theirs_at": one.at, "gone_at": None, **secret}


def _update(delivery: ContactDelivery, link: ExternalId, handle: Handle, **known: Any) -> Outcome:
    """Send all of it where we only send; else only what they do not have from us, or their own changes are undone."""
    if delivery.row.connection.direction != Direction.BOTH:
        return _told(delivery, link, handle, delivery.call(delivery.body), **known)
    call = fields_to_send(delivery.renderer, link, delivery.body)
    said = list(call)
    if not has_fields(delivery.renderer, call):
        agreed = {"revision": delivery.revision, "digest": "", **known}  # what was left out is compared again
        return skipped("It has nothing new for the other side.", revision=delivery.revision, link=agreed, said=said,
                       again=link.again)  # fmt: skip
    if not announce(delivery.claim, link, revision=delivery.revision):
        return skipped("Another worker took over.")
    return msgspec.structs.replace(_told(delivery, link, handle, call, **known), said=said)


def _told(delivery: ContactDelivery, link: ExternalId, handle: Handle, call: Call, **known: Any) -> Outcome:
    try:
        delivery.connector.update(handle, call, event=delivery.event)
    except Unknown as trouble:
        return _deleted(delivery, link, trouble)
    return delivery.done(**known)


def _deleted(delivery: ContactDelivery, link: ExternalId, trouble: Unknown) -> Outcome:
    """They have no such contact (any more). What becomes of ours is for the fetch to decide, where there is one."""
    delivery.connector.believe(trouble)
    gone = {"gone_at": timezone.now(), "asked": link.revision, "revision": delivery.revision}
    connection = delivery.row.connection
    is_decided = connection.deletion == Deletion.KEEP or connection.direction == Direction.BOTH
    state, more = State.SKIPPED if is_decided else State.DEAD, "" if is_decided else " Archive it, or send it anew."
    return Outcome(state=state, sentence=DELETED_THERE + more, status=trouble.status, link=gone)


def _remove(delivery: ContactDelivery) -> Outcome:
    link = delivery.link
    if link is None or link.gone_at is not None:
        return skipped("It is archived, and the other side does not have it.")
    if not delivery.connector.removes:
        return skipped("It is archived, and the other side keeps its contacts for good.")
    handle = delivery.handle(link) if link.theirs is not None else None
    if handle is None and (mine := _searched(delivery, link)):
        handle = mine.handle
    if handle is not None:
        delivery.connector.remove(handle, event=delivery.event)
    return delivery.done(gone_at=timezone.now())
