"""Tickets: for a minute, one program may fetch one contact's picture with one, so that its token need not be handed on.

``fields_set=file_content_ticket`` asks for one; the document knows only the token in the picture's address.
"""

from django.core import signing

from integrations.credentials import queries
from integrations.credentials.queries import Caller

SIGNER = signing.TimestampSigner(salt="crmcom_classic.image", sep="~")
LIFETIME = 60  # seconds


def ticket(*, caller: Caller, image: str) -> str:
    """A ticket of ``caller`` for the picture ``image``."""
    return SIGNER.sign(f"{caller.id}:{image}")


def holder(text: str, *, image: str) -> Caller | None:
    """Whose ticket for ``image`` this is, or None for one that is over, for another picture, or none at all."""
    try:
        id_, _, named = SIGNER.unsign(text, max_age=LIFETIME).partition(":")
    except signing.BadSignature:
        return None
    return queries.with_id(int(id_)) if named == image else None


def is_ticket(text: str) -> bool:
    """Whether it is spelled like one; no token has this sign."""
    return "~" in text
