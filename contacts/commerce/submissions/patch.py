"""What a caller says about a case or a booking: absent stays, ``null`` clears, a value sets."""

import datetime as dt
from typing import Annotated, Any, ClassVar, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType

from contacts.commerce.orders.patch import Custom, Number
from contacts.record.patch import Key, Line

Places: TypeAlias = Annotated[int, Meta(ge=0, le=1_000_000)] | None | UnsetType
Answers: TypeAlias = dict[str, Any] | None | UnsetType
READ_ONLY = frozenset({"id", "uuid", "revision", "contact", "customer", "is_deleted", "updated_at"})


class FormPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The form of the site that was sent, as the site knows it."""

    id: Number = UNSET
    alias: Key = UNSET
    name: Line = UNSET


class EventPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The event of the site that is booked, as the site knows it."""

    id: Number = UNSET
    name: Line = UNSET


class CasePatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    READ_ONLY: ClassVar[frozenset[str]] = READ_ONLY
    order_id: Number = UNSET
    form_id: Number = UNSET
    form: FormPatch | None | UnsetType = UNSET
    fields: Answers = UNSET
    custom: Custom = UNSET
    created_at: dt.datetime | UnsetType = UNSET


class BookingPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    READ_ONLY: ClassVar[frozenset[str]] = READ_ONLY
    order_id: Number = UNSET
    form_id: Number = UNSET
    form: FormPatch | None | UnsetType = UNSET
    event_id: Number = UNSET
    event: EventPatch | None | UnsetType = UNSET
    allocation: Places = UNSET
    fields: Answers = UNSET
    custom: Custom = UNSET
    created_at: dt.datetime | UnsetType = UNSET


Patch: TypeAlias = CasePatch | BookingPatch
