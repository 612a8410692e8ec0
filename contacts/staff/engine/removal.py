"""Takes rows away at once and keeps what is needed to bring them back."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core import serializers
from django.db import transaction
from django.db.models import ForeignObjectRel, ProtectedError, RestrictedError

from contacts.staff.engine.declaration import Desk


@dataclass(frozen=True, kw_only=True)
class Removed:
    """The names that went, why others stayed, and what brings the gone ones back (text fit for a session)."""

    names: tuple[str, ...]
    refusals: tuple[str, ...]
    payload: str


@transaction.atomic
def remove_rows(*, desk: Desk, keys: list[Any], actor: AbstractUser) -> Removed:
    """Archive or delete the rows that nothing holds; a row in use stays and the refusal says what uses it."""
    names: list[str] = []
    refusals: list[str] = []
    gone: list[Any] = []
    for row in desk.queryset().filter(pk__in=keys).order_by("pk"):
        why = (desk.protect(row, actor) if desk.protect else "") or ("" if desk.archive else _why_in_use(row))
        if why:
            refusals.append(f"{row} stays: {why}")
            continue
        names.append(str(row))
        gone.append(row)
    payload = _archive(desk=desk, rows=gone) if desk.archive else _delete(rows=gone)
    return Removed(names=tuple(names), refusals=tuple(refusals), payload=payload)


@transaction.atomic
def bring_back(*, desk: Desk, payload: str) -> int:
    """Undo a removal and return how many rows came back; rows that returned meanwhile are left alone."""
    if desk.archive:
        keys = [key for text in payload.split(",") if (key := desk.key(text)) is not None]
        return desk.model._default_manager.filter(pk__in=keys, **{desk.archive: False}).update(**{desk.archive: True})
    restored = 0
    for item in serializers.deserialize("json", payload):
        if not desk.model._default_manager.filter(pk=item.object.pk).exists():
            item.save()
            restored += 1
    return restored


def uses_of(row: Any) -> list[tuple[int, str]]:
    """Return (how many, of what) for everything that points at the row."""
    found = []
    for relation in row._meta.get_fields():
        if not isinstance(relation, ForeignObjectRel) or not relation.field.concrete:
            continue
        count = relation.related_model._default_manager.filter(**{relation.field.name: row}).count()
        if count:
            meta = relation.related_model._meta
            found.append((count, str(meta.verbose_name if count == 1 else meta.verbose_name_plural)))
    return found


def _why_in_use(row: Any) -> str:
    uses = uses_of(row)
    if not uses:
        return ""
    listed = " and ".join(f"{count} {noun}" for count, noun in uses)
    return f"it is used by {listed}. Choose another value there first."


def _archive(*, desk: Desk, rows: list[Any]) -> str:
    keys = [row.pk for row in rows]
    desk.model._default_manager.filter(pk__in=keys).update(**{desk.archive: False})
    return ",".join(str(key) for key in keys)


def _delete(*, rows: list[Any]) -> str:
    payload: str = serializers.serialize("json", rows)
    for row in rows:
        try:
            row.delete()
        except (ProtectedError, RestrictedError) as error:  # someone began to use it after the check above
            raise InUseError(str(row)) from error
    return payload


class InUseError(Exception):
    """A row got a user between the check and the deletion: nothing was removed, try again."""
