"""What requests and answers about consents and their wordings look like."""

import datetime as dt
from typing import Literal

from msgspec import Struct

from contacts.api.shapes import Doer, Page
from contacts.record import choices

LegalBasis = Literal[
    "", "consent", "contract", "legal_obligation", "vital_interests", "public_task", "legitimate_interests"
]


class WordingShown(Struct, kw_only=True):
    """One version of the text that people answer to; an empty language means all."""

    id: int
    purpose: choices.ConsentPurpose
    language: str
    version: int
    text: str
    digest: str
    created_at: dt.datetime
    created_by: str


class WordingRequest(Struct, forbid_unknown_fields=True):
    """A text to publish; ``language`` is an ISO 639-2/T code as contacts have it, empty for all."""

    purpose: choices.ConsentPurpose
    text: str
    language: choices.Language = ""


class ConsentAnswer(Struct, kw_only=True):
    """One event of a contact's log. ``hash`` covers it and the event before it; an empty state is nothing known."""

    number: int
    purpose: str
    channel: str
    state: Literal["ACCEPTED", "REJECTED", "PENDING", ""]
    previous: Literal["ACCEPTED", "REJECTED", "PENDING", ""]
    wording: WordingShown | None
    basis: str
    comment: str
    at: dt.datetime
    actor: Doer
    door: str
    door_detail: str
    hash: str


class ConsentHistory(Page[ConsentAnswer], kw_only=True):
    """A piece of a contact's log; ``current`` is what holds now: purpose → channel → state."""

    current: dict[str, dict[str, choices.ConsentState]]


class ConsentRequest(Struct, forbid_unknown_fields=True):
    """An answer: the wording that was shown by its id, the legal basis, a remark, and the address of the person."""

    purpose: choices.ConsentPurpose
    channel: choices.ConsentChannel
    state: choices.ConsentState
    wording: int | None = None
    basis: LegalBasis = ""
    comment: str = ""
    ip: str = ""


ALL = (ConsentHistory, ConsentRequest, Page[WordingShown], WordingRequest)
