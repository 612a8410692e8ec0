"""Making a code and sending it, in the worker: the request that asked never holds one."""

import secrets
import uuid

from django.db import transaction
from django.utils import timezone

from contacts.access import sending
from contacts.access.accounts import queries
from contacts.access.codes import operations
from contacts.access.codes.models import OneTimeCode
from contacts.access.identities import lookup

DIGITS = 6


def send(code: int, challenge: str) -> None:
    """Make and send the code of ``challenge``, once however often this is run; a decoy gets none.

    Where the address is proven as somebody else's, its owner is told that it was tried, and no code exists.
    """
    with transaction.atomic():
        rows = OneTimeCode.objects.select_for_update().filter(pk=code, challenge=uuid.UUID(challenge))
        row = rows.filter(sent_at=None, expires_at__gt=timezone.now()).first()
        if row is None or (row.account_id is None and row.contact_id is None):
            return
        identity = row.identity
        owner = queries.proven(identity.provider, identity.key) if identity and identity.verified_at is None else None
        if identity and lookup.is_tried_with(row.account_id, identity.provider, identity.subject):
            return
        if owner is not None:
            _tell(owner.account.contact_id, row)
        else:
            _send(row)
        row.sent_at = timezone.now()
        row.save(update_fields=["digest", "sent_at"])


def _send(row: OneTimeCode) -> None:
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    row.digest = operations.digest_of(row.challenge, code)
    contact = row.account.contact_id if row.account else row.contact_id
    sending.send(
        contact=contact, channel=row.channel, template="access.code", to=operations.opened(row),
        language=row.language, values={"minutes": str(operations.LIFE.seconds // 60)}, secrets={"code": code},
        until=row.expires_at,
    )  # fmt: skip


def _tell(contact: int | None, row: OneTimeCode) -> None:
    sending.send(
        contact=contact, channel=row.channel, template="access.exists", to=operations.opened(row),
        language=row.language, values={"address": sending.page("sign-in/")},
    )  # fmt: skip
