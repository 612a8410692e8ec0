"""What requests and answers look like beside the contact itself; the schema is made from these."""

import datetime as dt
from typing import Annotated, Any, Generic, Literal, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType

from contacts.commerce.orders.patch import OrderPatch, PaymentPatch
from contacts.commerce.orders.record import OrderRecord
from contacts.commerce.submissions.patch import BookingPatch, CasePatch
from contacts.commerce.submissions.record import BookingRecord, CaseRecord
from contacts.directory.finding.likeness import Likely
from contacts.record.contact import ContactRecord
from contacts.record.patch import ContactPatch

T = TypeVar("T")


class Page(Struct, Generic[T]):
    """One page of a list; ``next`` is the address of the one behind it, ``count`` is there when it was asked for."""

    results: list[T]
    next: str | None = None
    count: int | UnsetType = UNSET


class Revealed(Struct):
    """ID-like numbers in full by slot: id_card, passport, social_security_number, statutory_number."""

    numbers: dict[str, str]


class ContactCreated(ContactRecord, frozen=True, kw_only=True):
    """A new contact, and who it may be already."""

    likely_duplicates: list[Likely] | UnsetType = UNSET


class FieldFault(Struct):
    """One fault of the input: where, which kind, and what would be right."""

    path: str
    code: str
    message: str


class Problem(Struct):
    """An error, as in RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldFault]


class Doer(Struct):
    """Who did something."""

    kind: str
    id: int | None
    label: str


class Difference(Struct):
    """Old and new value at a path; parts are named by their id, as in ``emails.12.email``."""

    path: str
    old: Any
    new: Any


class ChangeOfContact(Struct, kw_only=True):
    """Which contact changed, when, and who did it by which door."""

    contact: int
    revision: int
    action: Literal["created", "updated", "archived", "restored", "merged", "erased"]
    at: dt.datetime
    actor: Doer
    door: str
    door_detail: str
    request: str


class HistoryEntry(ChangeOfContact, kw_only=True):
    """One change of one contact, with old and new at each path."""

    changes: list[Difference]


class Origin(Struct):
    """The change that set a value: which revision of the contact it made, when, who did it by which door."""

    revision: int
    at: dt.datetime
    actor: Doer
    door: str
    door_detail: str


class Origins(Struct):
    """Where each value of a contact came from, by its path as the history names it, like ``emails.12.email``."""

    origins: dict[str, Origin]


class FeedEntry(ChangeOfContact, kw_only=True):
    """A change in the order of all changes; go on behind ``cursor``.

    ``record`` is the contact as it is now, which may be newer than this change; None when it is gone.
    """

    cursor: str
    changes: list[Difference] | UnsetType = UNSET
    record: ContactRecord | None | UnsetType = UNSET


class Feed(Page[FeedEntry], kw_only=True):
    """A piece of the feed; ``cursor`` is where to go on, also when there is nothing more yet."""

    cursor: str


class RestoreRequest(Struct, forbid_unknown_fields=True):
    """Back to ``revision``, or only what lies at ``paths`` (as in the history)."""

    revision: Annotated[int, Meta(ge=1)]
    paths: list[str] = []


class ZoneGrant(Struct):
    """Membership in a secure zone; whether it has expired is decided at the moment of the answer."""

    id: int
    name: str
    expires_at: dt.datetime | None
    is_expired: bool


class GrantRequest(Struct, forbid_unknown_fields=True):
    """A zone by its id, code or name, and until when."""

    zone: int | Annotated[str, Meta(min_length=1, max_length=200)]
    expires_at: Annotated[dt.datetime, Meta(tz=True)] | None = None


class ApiKeyShown(Struct, kw_only=True):
    """An API key without its secret."""

    id: int
    name: str
    prefix: str
    scopes: list[str]
    per_minute: int
    created_at: dt.datetime
    created_by: str
    expires_at: dt.datetime | None
    revoked_at: dt.datetime | None
    last_used_at: dt.datetime | None


class ApiKeyIssued(ApiKeyShown, kw_only=True):
    """A new API key; ``key`` is shown this once."""

    key: str


class KeyRequest(Struct, forbid_unknown_fields=True):
    """What a new key may do; ``per_minute`` is requests a minute."""

    name: str
    scopes: list[str]
    per_minute: int | UnsetType = UNSET
    expires_at: Annotated[dt.datetime, Meta(tz=True)] | None = None


class Operation(Struct, kw_only=True):
    """One operation of a bulk request. ``match`` is for upsert, ``id`` and ``revision`` for update and archive."""

    action: Literal["create", "update", "upsert", "archive"]
    contact: ContactPatch | UnsetType = UNSET
    id: int | str | UnsetType = UNSET
    revision: int | UnsetType = UNSET
    match: str | list[str] | UnsetType = UNSET


class BulkRequest(Struct):
    """At most 1,000 operations; with ``atomic`` all or none."""

    operations: list[Operation]
    atomic: bool = False


class BulkResult(Struct, kw_only=True):
    """What became of one operation; ``status`` is what it would have been answered alone."""

    status: int
    action: Literal["created", "updated", "archived", "unchanged", "refused"]
    id: int | UnsetType = UNSET
    uuid: str | UnsetType = UNSET
    code: str | UnsetType = UNSET
    revision: int | UnsetType = UNSET
    errors: list[FieldFault] | UnsetType = UNSET


class BulkResults(Struct):
    """A result for each operation, in order."""

    results: list[BulkResult]


ALL = (
    ContactRecord, ContactCreated, ContactPatch, Page[ContactRecord], Problem, Page[HistoryEntry], Origins, Feed,
    RestoreRequest, Page[ZoneGrant], GrantRequest, Page[ApiKeyShown], ApiKeyIssued, KeyRequest, BulkRequest,
    BulkResults, Revealed, Page[OrderRecord], OrderPatch, PaymentPatch, Page[CaseRecord], CasePatch,
    Page[BookingRecord], BookingPatch,
)  # fmt: skip
