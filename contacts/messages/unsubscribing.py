"""The link below marketing mail that ends it without signing in (RFC 8058)."""

from django.conf import settings
from django.core.signing import BadSignature, Signer

from contacts.messages.models import Channel, Communication

OFFERED = ("marketing", "affiliate_marketing", "third_party")
_signer = Signer(salt="messages.unsubscribe")


def is_offered(row: Communication) -> bool:
    """Whether a message of this purpose can be stopped by its recipient."""
    return row.contact_id is not None and row.channel == Channel.EMAIL and row.purpose in OFFERED


def address(row: Communication) -> str:
    """Where it is stopped; the address names the message and nobody."""
    return f"{settings.PUBLIC_BASE_URL}/portal/unsubscribe/{_signer.sign(row.uuid.hex)}"


def opened(token: str) -> Communication | None:
    """The message that a link came with, or None for a link that is not ours."""
    try:
        uuid = _signer.unsign(token)
    except BadSignature:
        return None
    row = Communication.objects.filter(uuid=uuid).first()
    return row if row is not None and is_offered(row) else None
