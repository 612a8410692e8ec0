"""Renaming a zone: the one name that records keep, so that its members' snapshots are written again with it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from msgspec.structs import replace

from contacts.directory.models import Contact, Snapshot
from contacts.history.actor import Actor
from contacts.lookups.saving import saved
from contacts.record.contact import ContactRecord
from contacts.record.parsing import codec
from contacts.zones.models import Zone

BATCH = 1000  # snapshots held in memory at once


def change_zone(*, zone: int, values: Mapping[str, Any], actor: Actor) -> Zone:
    """The zone with ``values``; a new name also in its members' snapshots, whose revisions stay: they did not change.

    Raises ``Invalid`` at the columns' names, and ``Zone.DoesNotExist``.
    """
    with transaction.atomic():
        row = Zone.objects.select_for_update().get(pk=zone)
        before = row.name
        row = saved(row, values)
        if row.name != before:
            _rewrite(row)
    return row


def _rewrite(zone: Zone) -> None:
    """The members are locked first, in the order of the door, so that no write between reading and writing is lost."""
    members = Contact.objects.filter(grants__zone=zone).order_by("pk")
    ids = list(members.select_for_update(of=("self",)).values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        rows = list(Snapshot.objects.filter(pk__in=ids[start : start + BATCH]))
        for row in rows:
            row.body = codec.to_text(_renamed(codec.from_text(row.body), zone))
        Snapshot.objects.bulk_update(rows, ["body"])


def _renamed(record: ContactRecord, zone: Zone) -> ContactRecord:
    return replace(record, zones=[replace(z, name=zone.name) if z.id == zone.pk else z for z in record.zones])
