"""Writing look-ups and custom fields. Contacts name rows by id, so that no record is stale after any of these.

Countries and languages come with the installation: they are changed here, but neither made nor removed.
"""

from collections.abc import Mapping
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Model, ProtectedError

from contacts.history.actor import Actor
from contacts.lookups import custom, models, queries
from contacts.lookups.saving import InUse, saved

KINDS: dict[str, type[Model]] = {
    **queries.KINDS,
    "cost_centre": models.CostCentre,
    "custom_field_group": models.CustomFieldGroup,
    "custom_field": models.CustomField,
}
WORLD: dict[str, type[Model]] = {"country": models.Country, "language": models.Language}
log = structlog.get_logger("crm.lookups")


def create(kind: str, *, values: Mapping[str, Any], actor: Actor) -> Any:
    """A new row of ``kind``, a key of ``KINDS``; raises ``Invalid`` at the columns' names."""
    row = KINDS[kind]()
    custom.check(row, values)
    row = saved(row, values)
    log.info("look-up created", kind=kind, id=row.pk, actor=actor.kind, actor_id=actor.id)
    return row


def change(kind: str, id: int | str, *, values: Mapping[str, Any], actor: Actor) -> Any:
    """The row with ``values`` (by attribute name); ``kind`` is a key of ``KINDS`` or ``WORLD``.

    Raises ``Invalid`` at the columns' names, and ``DoesNotExist``.
    """
    with transaction.atomic():
        row = (KINDS | WORLD)[kind]._default_manager.select_for_update().get(pk=id)
        custom.check(row, values)
        row = saved(row, values)
    log.info("look-up changed", kind=kind, id=id, actor=actor.kind, actor_id=actor.id)
    return row


def remove(kind: str, id: int, *, actor: Actor) -> None:
    """Delete a row that nothing points at; raises ``InUse``, ``DoesNotExist``."""
    with transaction.atomic():
        row = KINDS[kind]._default_manager.select_for_update().get(pk=id)
        if uses := queries.uses(row):
            raise InUse(str(row), uses)
        try:
            row.delete()
        except ProtectedError:  # somebody began to use it between the count and the delete
            raise InUse(str(row), queries.uses(row)) from None
    log.info("look-up removed", kind=kind, id=id, actor=actor.kind, actor_id=actor.id)


def restore(kind: str, *, row: Model, actor: Actor) -> Any:
    """A removed row again, under the id and uuid it had; raises ``Invalid`` when another took its name meanwhile."""
    with transaction.atomic():
        if KINDS[kind]._default_manager.filter(pk=row.pk).exists():
            return row
        custom.check(row, {})
        row = saved(row, {})
    log.info("look-up restored", kind=kind, id=row.pk, actor=actor.kind, actor_id=actor.id)
    return row


Defining = Mapping[str, tuple[str, str, str]]  # alias → (part, type, label)


def define_custom(fields: Defining, *, group: str, name: str, actor: Actor) -> None:
    """Custom fields that are not there yet, in a group that is made when it is not; safe twice and side by side.

    One whose alias another field has is left out.
    """
    row, _ = models.CustomFieldGroup.objects.get_or_create(alias=group, defaults={"name": name})
    rows = [
        models.CustomField(group=row, alias=alias, part=part, type=type_, label=label)
        for alias, (part, type_, label) in fields.items()
    ]
    models.CustomField.objects.bulk_create(rows, ignore_conflicts=True)
    log.info("custom fields defined", kind=group, count=len(rows), actor=actor.kind, actor_id=actor.id)
