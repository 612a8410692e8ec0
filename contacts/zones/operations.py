"""Making and removing zones; renaming one is the directory's business, since records keep its name."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from contacts.history.actor import Actor
from contacts.lookups.saving import InUse, saved
from contacts.zones.models import Zone


def create(*, values: Mapping[str, Any], actor: Actor) -> Zone:
    """A new zone; raises ``Invalid``."""
    return saved(Zone(), values)


def remove(*, zone: int, actor: Actor) -> None:
    """Delete a zone that nobody was granted; raises ``InUse``, ``Zone.DoesNotExist``."""
    with transaction.atomic():
        row = Zone.objects.select_for_update().get(pk=zone)
        if count := row.grants.count():
            raise InUse(row.name, [("grant", count)])
        row.delete()


def restore(*, row: Zone, actor: Actor) -> Zone:
    """A removed zone again, under the id and uuid it had; raises ``Invalid`` when another took its name meanwhile."""
    return row if Zone.objects.filter(pk=row.pk).exists() else saved(row, {})
