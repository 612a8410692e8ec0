"""Opening, changing, deleting and bringing back cases and bookings."""

import datetime as dt
from typing import TypeVar, cast

from django.db import transaction
from django.utils import timezone
from msgspec import UNSET, Struct

from contacts.commerce.customers import locked, require
from contacts.commerce.models import Booking, Case, Order
from contacts.commerce.setting import Faults, groups, plain, provided, put, size, stored
from contacts.commerce.submissions.patch import BookingPatch, CasePatch, Patch
from contacts.history.actor import Actor
from contacts.history.journal import note
from contacts.record.errors import FieldError, Invalid

Sent = TypeVar("Sent", Case, Booking)
NESTED = {"form": ("id", "alias", "name"), "event": ("id", "name")}


def open_case(*, contact: int, values: CasePatch, actor: Actor, now: dt.datetime | None = None) -> Case:
    """A new case of ``contact``; raises ``Invalid``, ``NotFound``."""
    now = now or timezone.now()
    with transaction.atomic():
        case = _begun(Case(contact_id=contact, created_at=now, updated_at=now), values)
        note(contact=contact, kind="case.opened", actor=actor, about=_about(case), now=now)
    return case


def book(*, contact: int, values: BookingPatch, actor: Actor, now: dt.datetime | None = None) -> Booking:
    """A new booking of ``contact``; raises ``Invalid``, ``NotFound``."""
    now = now or timezone.now()
    with transaction.atomic():
        booking = _begun(Booking(contact_id=contact, created_at=now, updated_at=now), values)
        note(contact=contact, kind="booking.made", actor=actor, about=_about(booking), now=now)
    return booking


def update_case(*, case: int, values: CasePatch, actor: Actor, revision: int | None = None) -> Case:
    """The case with what is said of it; raises ``Invalid``, ``NotFound``, ``Overtaken``."""
    with transaction.atomic():
        row = locked(Case, case, revision=revision)
        if _changed(row, values) and row.contact_id:
            note(contact=row.contact_id, kind="case.changed", actor=actor, about=_about(row))
    return row


def update_booking(*, booking: int, values: BookingPatch, actor: Actor, revision: int | None = None) -> Booking:
    """The booking with what is said of it; raises ``Invalid``, ``NotFound``, ``Overtaken``."""
    with transaction.atomic():
        row = locked(Booking, booking, revision=revision)
        if _changed(row, values) and row.contact_id:
            note(contact=row.contact_id, kind="booking.changed", actor=actor, about=_about(row))
    return row


def switch_case(*, case: int, deleted: bool, actor: Actor, revision: int | None = None) -> Case:
    """Put the case away undoably, or bring it back; raises ``NotFound``, ``Overtaken``."""
    with transaction.atomic():
        row = locked(Case, case, revision=revision)
        if _switched(row, deleted) and row.contact_id:
            note(
                contact=row.contact_id,
                kind="case.deleted" if deleted else "case.restored",
                actor=actor,
                about=_about(row),
            )
    return row


def switch_booking(*, booking: int, deleted: bool, actor: Actor, revision: int | None = None) -> Booking:
    """Put the booking away undoably, or bring it back; raises ``NotFound``, ``Overtaken``."""
    with transaction.atomic():
        row = locked(Booking, booking, revision=revision)
        if _switched(row, deleted) and row.contact_id:
            note(
                contact=row.contact_id, kind="booking.cancelled" if deleted else "booking.restored", actor=actor,
                about=_about(row),
            )  # fmt: skip
    return row


def _begun(row: Sent, values: Patch) -> Sent:
    require(cast(int, row.contact_id))
    _set(row, values)
    row.save(force_insert=True)
    return row


def _changed(row: Case | Booking, values: Patch) -> bool:
    before = stored(row)
    _set(row, values)
    if stored(row) == before:
        return False
    _save(row)
    return True


def _switched(row: Case | Booking, deleted: bool) -> bool:
    if row.is_deleted == deleted:
        return False
    row.is_deleted = deleted
    _save(row)
    return True


def _save(row: Case | Booking) -> None:
    row.revision += 1
    row.updated_at = timezone.now()
    row.save()


def _set(row: Case | Booking, values: Patch) -> None:
    faults: Faults = []
    for name, value in provided(values):
        if name in NESTED:
            said = dict.fromkeys(NESTED[name]) if value is None else parts(value)
            put(row, said, faults, path=name, beginning=f"{name}_")
        elif name == "order_id":
            _set_order(row, value, faults)
        else:
            put(row, {name: value}, faults)
    groups(row.custom, faults)
    for alias, answer in row.fields.items():
        plain(answer, faults, f"fields.{alias}")
    size(row.fields, faults, "fields")
    if faults:
        raise Invalid(faults)


def parts(value: Struct) -> dict[str, object]:
    """What was said of a form or an event, its id too."""
    return {name: said for name in value.__struct_fields__ if (said := getattr(value, name)) is not UNSET}


def _set_order(row: Case | Booking, value: int | None, faults: Faults) -> None:
    if value is not None and not Order.objects.filter(pk=value, contact=row.contact_id or 0).exists():
        faults.append(FieldError("order_id", "unknown", "Expected the id of an order of the same contact."))
    else:
        row.order_id = value


def _about(row: Case | Booking) -> dict[str, str | int]:
    noun = str(row._meta.model_name)
    return {noun: str(row), f"{noun}_id": row.pk}
