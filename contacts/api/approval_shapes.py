"""What approval requests look like in requests and answers."""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta, Struct

from contacts.api.shapes import Doer, Page

ApprovalState = Literal["PENDING", "ACCEPTED", "REJECTED", "EXPIRED", "WITHDRAWN"]
Moment = Annotated[dt.datetime, Meta(tz=True)]


class ApprovalEntity(Struct, frozen=True, forbid_unknown_fields=True):
    """What a request is about, as whoever asks calls it: ORDERS, SERVICE_REQUESTS, REWARD_OFFERS, ORGANISATIONS or
    a type of your own, with its id there and the name, code or number that people know it by.
    """

    type: str = ""
    id: str | int = ""
    reference: str = ""


class ApprovalShown(Struct, kw_only=True):
    """A request and what became of it. ``decided_how`` is PORTAL, LINK or API; ``actor`` is who asked."""

    id: int
    uuid: str
    contact: int
    entity: ApprovalEntity
    title: str
    text: str
    state: ApprovalState
    created_at: dt.datetime
    updated_at: dt.datetime
    scheduled_at: dt.datetime
    expires_at: dt.datetime
    reminded_at: dt.datetime | None
    decided_at: dt.datetime | None
    decided_how: str
    decided_by: str
    comments: str
    actor: Doer


class ApprovalAsked(Struct, forbid_unknown_fields=True):
    """What a contact is asked to approve. Without ``title`` it is named after the entity; it is asked at once, and
    waits for as many days as the operator decided, unless ``scheduled_at`` and ``expires_at`` say otherwise.
    """

    entity: ApprovalEntity = ApprovalEntity()
    title: str = ""
    text: str = ""
    scheduled_at: Moment | None = None
    expires_at: Moment | None = None


ALL = (Page[ApprovalShown], ApprovalAsked)
