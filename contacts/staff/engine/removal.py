"""Takes rows away or switches them off at once, and keeps what is needed to bring them back."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core import serializers
from django.db import transaction
from django.db.models import ForeignObjectRel, ProtectedError, RestrictedError

from contacts.lookups.saving import InUse
from contacts.record.errors import Invalid
from contacts.staff.engine.declaration import Desk
from contacts.staff.engine.writing import actor_of


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why a row stays; `uses_url` leads to what uses it, `offer` is the key of a row that can be switched off."""

    text: str
    uses_url: str = ""
    offer: str = ""


@dataclass(frozen=True, kw_only=True)
class Removed:
    """The names that went, why others stayed, and what brings the gone ones back (text fit for a session)."""

    names: tuple[str, ...]
    refusals: tuple[Refusal, ...]
    payload: str


def remove_rows(*, desk: Desk, keys: list[Any], actor: AbstractUser) -> Removed:
    """Delete the rows that nothing uses; a row in use stays, and the refusal says what uses it and how often."""
    names: list[str] = []
    refusals: list[Refusal] = []
    kept: list[Any] = []
    for row in desk.queryset().filter(pk__in=keys).order_by("pk"):
        body, name = _whole(row), str(row)
        refusal = _protected(desk, row, actor) or _remove(desk, row, actor)
        if refusal:
            refusals.append(refusal)
        else:
            kept += body
            names.append(name)
    return Removed(names=tuple(names), refusals=tuple(refusals), payload=json.dumps({"rows": kept}))


def switch_rows(*, desk: Desk, keys: list[Any], on: bool, actor: AbstractUser) -> Removed:
    """Switch rows off, or on again; those that are so already are left alone."""
    names: list[str] = []
    refusals: list[Refusal] = []
    switched: list[Any] = []
    for row in desk.queryset().filter(pk__in=keys, **{desk.archive: not on}).order_by("pk"):
        refusal = _protected(desk, row, actor) or _switch(desk, row, on, actor)
        if refusal:
            refusals.append(refusal)
        else:
            names.append(str(row))
            switched.append(row.pk)
    payload = json.dumps({"keys": switched, "on": not on})
    return Removed(names=tuple(names), refusals=tuple(refusals), payload=payload)


def bring_back(*, desk: Desk, payload: str, actor: AbstractUser) -> tuple[int, tuple[Refusal, ...]]:
    """Undo, and return how many rows came back and why others did not; rows that returned meanwhile are left alone."""
    kept = json.loads(payload)
    if "keys" in kept:
        switched = switch_rows(desk=desk, keys=kept["keys"], on=kept["on"], actor=actor)
        return len(switched.names), switched.refusals
    count, refusals = 0, []
    for item in serializers.deserialize("json", json.dumps(kept["rows"])):
        if desk.model._default_manager.filter(pk=item.object.pk).exists():
            continue
        try:
            if desk.room:
                desk.room.restore(row=item.object, actor=actor_of(actor))
            else:
                item.save()
            count += 1
        except Invalid as exc:
            refusals.append(Refusal(text=f"{item.object} does not come back: {exc.errors[0].message}"))
    return count, tuple(refusals)


def uses_of(row: Any) -> list[tuple[str, int]]:
    """Return (of what, how many) for everything that points at the row."""
    found = []
    for relation in row._meta.get_fields():
        if isinstance(relation, ForeignObjectRel) and relation.field.concrete:
            count = relation.related_model._default_manager.filter(**{relation.field.name: row}).count()
            if count:
                found.append((str(relation.related_model._meta.verbose_name), count))
    return found


def sentence(uses: list[tuple[str, int]]) -> str:
    """Return what uses a row as words: ``12 contacts and 1 branch``."""
    return " and ".join(f"{count:,} {what if count == 1 else _plural(what)}" for what, count in uses)


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("" if noun.endswith("s") else "es" if noun.endswith(("ch", "sh", "x")) else "s")


def _protected(desk: Desk, row: Any, actor: AbstractUser) -> Refusal | None:
    why = desk.protect(row, actor) if desk.protect else ""
    return Refusal(text=f"{row} stays: {why}") if why else None


def _remove(desk: Desk, row: Any, actor: AbstractUser) -> Refusal | None:
    try:
        if desk.room:
            desk.room.remove(row.pk, actor=actor_of(actor))
            return None
        if uses := uses_of(row):
            return _in_use(desk, row, uses)
        with transaction.atomic():
            row.delete()
    except InUse as exc:
        return _in_use(desk, row, exc.uses)
    except (ProtectedError, RestrictedError):  # someone began to use it after the count above
        return _in_use(desk, row, uses_of(row))
    return None


def _in_use(desk: Desk, row: Any, uses: list[tuple[str, int]]) -> Refusal:
    text = f"{row} stays: it is used by {sentence(uses)}."
    url = desk.uses_url(row) if desk.uses_url else ""
    offer = str(row.pk) if desk.archive and getattr(row, desk.archive) else ""
    return Refusal(text=text, uses_url=url, offer=offer)


def _switch(desk: Desk, row: Any, on: bool, actor: AbstractUser) -> Refusal | None:
    values = {desk.archive: on}
    if not desk.room:
        desk.model._default_manager.filter(pk=row.pk).update(**values)
        return None
    try:
        desk.room.change(row.pk, values=values, actor=actor_of(actor))
    except Invalid as exc:
        return Refusal(text=f"{row} stays as it is: {exc.errors[0].message}")
    return None


def _whole(row: Any) -> list[Any]:
    found: list[Any] = json.loads(serializers.serialize("json", [row]))
    return found
