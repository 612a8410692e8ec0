"""Changing options."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from contacts.history.actor import Actor
from contacts.options import queries
from contacts.options.declaration import DECLARED
from contacts.options.models import OptionValue
from contacts.record.errors import FieldError, Invalid
from contacts.vault.seal import seal


def change(*, values: Mapping[str, Any], actor: Actor) -> None:
    """Set all of ``values`` (option name → value) or none; raises ``Invalid`` at the names."""
    faults: list[FieldError] = []
    rows: list[OptionValue] = []
    now = timezone.now()
    for name, value in values.items():
        try:
            rows.append(OptionValue(name=name, value=_kept(name, value), changed_at=now, changed_by=actor.label))
        except Invalid as exc:
            faults += [error if error.path == name else error.under(name) for error in exc.errors]
    if faults:
        raise Invalid(faults)
    with transaction.atomic():
        for row in rows:
            OptionValue.objects.update_or_create(
                name=row.name,
                defaults={"value": row.value, "changed_at": row.changed_at, "changed_by": row.changed_by},
            )
        transaction.on_commit(queries.forget)


def reset(*, names: Iterable[str], actor: Actor) -> None:
    """Give options their defaults again; raises ``Invalid`` at a name that is none."""
    names = list(names)
    if faults := [FieldError(name, "unknown", "There is no such option.") for name in names if name not in DECLARED]:
        raise Invalid(faults)
    with transaction.atomic():
        OptionValue.objects.filter(name__in=names).delete()
        transaction.on_commit(queries.forget)


def _kept(name: str, value: Any) -> str:
    option = DECLARED.get(name)
    if option is None:
        raise Invalid([FieldError(name, "unknown", "There is no such option.")])
    checked = option.checked(value)
    if option.kind == "secret":
        return seal(str(checked), place=queries.place(name))
    return msgspec.json.encode(checked).decode()
