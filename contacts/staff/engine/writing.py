"""How a desk's rows are written: through the room that owns them, or plainly where no room does (users, groups)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import ForeignKey

from contacts.history.actor import Actor
from contacts.record.errors import Invalid


@dataclass(frozen=True, kw_only=True)
class Room:
    """The operations that own a desk's rows; each takes `actor`, and may raise `Invalid` at the columns' names.

    `create(values=)`, `change(key, values=)`, `remove(key)` (which raises `InUse`) and `restore(row=)`, which brings
    a removed row back under its key.
    """

    create: Callable[..., Any]
    change: Callable[..., Any]
    remove: Callable[..., None]
    restore: Callable[..., Any]


def actor_of(user: AbstractUser) -> Actor:
    """Return a signed-in staff user as one who acts at the desk."""
    return Actor(kind="staff", id=user.pk, label=str(user), door="desk")


def store_in_room(*, room: Room, form: Any, actor: AbstractUser) -> Any:
    """Hand the form's values to the room and return the row; what the room refuses stands at the form's fields."""
    new = form.instance.pk is None or form.instance._state.adding
    names = [name for name in form.fields if new or name in form.changed_data]
    values = _values(form, names)
    try:
        if new:
            return room.create(values=values, actor=actor_of(actor))
        return room.change(form.instance.pk, values=values, actor=actor_of(actor))
    except Invalid as exc:
        for fault in exc.errors:
            form.add_error(fault.path if fault.path in form.fields else None, fault.message)
        return None


def _values(form: Any, names: list[str]) -> dict[str, Any]:
    """By attribute name, which is what rooms take: a foreign key as the id it holds."""
    fields = {field.name: field for field in form.instance._meta.concrete_fields}
    return {
        fields[name].attname: getattr(value, "pk", None) if isinstance(fields[name], ForeignKey) else value
        for name in names
        if name in fields
        for value in (form.cleaned_data[name],)
    }
