"""The whole text of a message that holds a code or a token; its plain columns show dots instead."""

import msgspec
from msgspec import Struct

from contacts.messages.models import Communication
from contacts.vault.seal import seal, unseal


class Whole(Struct, frozen=True):
    """Subject, text and HTML as the recipient reads them."""

    subject: str
    content: str
    html: str = ""


def sealed(row: Communication, whole: Whole) -> str:
    """A token that opens at this very row only."""
    return seal(msgspec.json.encode(whole).decode(), place=_place(row))


def whole(row: Communication) -> Whole:
    """The text to send: out of the seal, or the columns when there is none."""
    if not row.sealed:
        return Whole(row.subject, row.content, row.html)
    return msgspec.json.decode(unseal(row.sealed, place=_place(row)), type=Whole)


def _place(row: Communication) -> str:
    return f"contacts_communication|sealed|{row.uuid}"
