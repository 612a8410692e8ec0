"""Which fields of a contact are sent to a system whose people change it too: those that differ from what both had."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from contacts.directory.finding.filtering import SEALED_SLOTS
from contacts.history import queries as history
from contacts.history.models import Change
from contacts.record.parsing import codec
from integrations.connections.agreeing import common_ground, owner_at
from integrations.connections.models import ExternalId, Owner
from integrations.connections.queries import undecided
from integrations.mapping.sources import Body
from integrations.outbox.saying.rendering import CallRenderer
from integrations.outbox.sending.claiming import Claim, keep
from integrations.wire.outbound.parting import Keys, fields, is_among, names, picked, place

NUMBERS = {slot: path for path, slot in SEALED_SLOTS.items()}
_ABSENT: Any = object()


def fields_to_send(renderer: CallRenderer, link: ExternalId, body: Body) -> dict[str, Any]:
    """The call with those fields only that differ from what both sides had in common.

    Fields that ownership gives to them are left out, and those that staff must still decide. Fields to be sent again
    (``link.again``) go in any case. A call whose answer was lost may have reached them: what differs from any state
    that was sent in such a call goes too.
    """
    rows = history.since({link.contact_id: link.revision})[link.contact_id]
    common = common_ground(body, rows, revision=link.revision, connection=link.connection_id, asked=link.asked)
    ours = {"uuid": body["uuid"]}  # a blank contact has none, and would be marked otherwise
    calls = [fields(renderer.call({**one, **ours}), renderer.connector) for one in (common.base, *common.unheard)]
    shown = fields(renderer.call(body), renderer.connector)  # numbers masked, as they are in all the others
    table, ownership = renderer.table, renderer.connection.ownership
    held = names(table, undecided(link.connection_id, link.contact_id))
    again, numbers = names(table, link.again), _numbers(common.others)
    has_theirs = Owner.THEIRS in ownership.values()

    def wanted(keys: Keys, value: Any) -> bool:
        if keys[0] in renderer.connector.always:
            return True
        if is_among(keys, held):
            return False
        at = place(table, keys, renderer.known) if has_theirs or numbers else ""
        if has_theirs and owner_at(at, ownership) == Owner.THEIRS:
            return False
        if is_among(keys, again) or at in numbers:
            return True
        return any(call.get(keys, _ABSENT) != shown.get(keys, _ABSENT) for call in calls)

    return picked(renderer.call(renderer.whole(body)), renderer.connector, wanted)


def has_fields(renderer: CallRenderer, said: dict[str, Any]) -> bool:
    """Whether there is any field beside those that every call has."""
    return bool(said.keys() - renderer.connector.always)


def _numbers(rows: Iterable[Change]) -> set[str]:
    """Places of identity numbers that changed; masked ones may look the same."""
    return {NUMBERS[slot] for row in rows if row.sealed for slot in codec.loads(row.sealed) if slot in NUMBERS}


def announce(claim: Claim, link: ExternalId, *, revision: int) -> bool:
    """Store that they are about to be told a revision: the answer may get lost. False when another worker took over."""
    with transaction.atomic():
        if not keep(claim, now=timezone.now()):
            return False
        ExternalId.objects.filter(pk=link.pk, asked__lt=revision).update(asked=revision)
    return True
