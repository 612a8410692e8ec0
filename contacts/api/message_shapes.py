"""What communications look like in requests and answers."""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta, Struct

from contacts.api.shapes import Doer, Page
from contacts.record import choices

Channel = Literal["EMAIL", "SMS", "INAPP", "DEVICE"]


class CommunicationShown(Struct, kw_only=True):
    """A message and what became of it. Codes and tokens are shown as dots; ``reason`` says why it was not sent."""

    id: int
    uuid: str
    contact: int | None
    channel: Channel
    purpose: str
    state: Literal["PENDING", "COMPLETED", "REJECTED"]
    reason: str
    sender: str
    recipient: str
    language: str
    name: str
    subject: str
    content: str
    html: str
    title: str
    subtitle: str
    image: str
    link: str
    template: str
    attachments: list[int]
    is_viewed: bool
    is_archived: bool
    created_at: dt.datetime
    due_at: dt.datetime
    posted_at: dt.datetime | None
    viewed_at: dt.datetime | None
    archived_at: dt.datetime | None
    clicked_at: dt.datetime | None
    actor: Doer


class CommunicationRequest(Struct, forbid_unknown_fields=True):
    """A message to queue. Without ``to`` it goes to the contact's primary address or number of the moment it is sent.

    ``html`` is for mail and is cleaned; title, subtitle, image and link are for the app; ``attachments`` are files of
    the same contact by their id.
    """

    channel: Channel
    purpose: Literal["service", "marketing", "affiliate_marketing", "third_party"] = "service"
    subject: str = ""
    content: str = ""
    html: str = ""
    to: str = ""
    language: choices.Language = ""
    name: str = ""
    title: str = ""
    subtitle: str = ""
    image: str = ""
    link: str = ""
    attachments: list[int] = []
    due: Annotated[dt.datetime, Meta(tz=True)] | None = None


class CommunicationMarks(Struct, forbid_unknown_fields=True):
    """What the recipient did with it; false takes it back, and the time is that of the first."""

    viewed: bool | None = None
    archived: bool | None = None
    clicked: bool | None = None


ALL = (Page[CommunicationShown], CommunicationRequest, CommunicationMarks)
