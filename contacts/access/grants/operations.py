"""Links that carry a right. The request that asks for one never holds its token; the worker makes and sends it."""

import datetime as dt
from typing import Literal

from django.db import transaction
from django.utils import timezone

from contacts.access import sending, tokens
from contacts.access.accounts import queries
from contacts.access.accounts.models import Account, Identity, Provider
from contacts.access.errors import Gone
from contacts.access.grants.models import LinkGrant
from contacts.access.identities import lookup
from contacts.background.operations import enqueue

Purpose = Literal["verify", "reset", "invite"]
LIFE = {"verify": dt.timedelta(hours=24), "reset": dt.timedelta(minutes=30), "invite": dt.timedelta(days=7)}


def ask(
    *, purpose: Purpose, account: Account | None, identity: Identity | None, language: str, now: dt.datetime
) -> LinkGrant:
    """Have a link sent to ``identity``; one without account is written the same and goes nowhere."""
    row = LinkGrant.objects.create(
        purpose=purpose, account=account, identity=identity, language=language, created_at=now,
        expires_at=now + LIFE[purpose],
    )  # fmt: skip
    enqueue(name="access.send_link", args={"grant": row.pk}, urgent=True)
    return row


def find(token: str, *purposes: Purpose, now: dt.datetime) -> LinkGrant:
    """The right that ``token`` carries, used or not; raises ``Gone`` for one that expired or never was."""
    rows = LinkGrant.objects.select_related("account__contact", "identity__account__contact")
    row = rows.filter(digest=tokens.hashed(token), purpose__in=purposes, expires_at__gt=now).first()
    if row is None or row.account is None:
        raise Gone
    return row


def use(row: LinkGrant, *, now: dt.datetime) -> bool:
    """Use up a right; False when somebody was faster."""
    return LinkGrant.objects.filter(pk=row.pk, used_at=None).update(used_at=now) == 1


def withdraw(account: Account) -> None:
    """No link that was sent for ``account`` works any longer."""
    LinkGrant.objects.filter(account=account).delete()


def send(grant: int) -> None:
    """Make the token of a right and send it to the address it is for, once however often this is run.

    Where that address is proven as somebody else's, its owner is told instead, and no token exists.
    """
    with transaction.atomic():
        rows = LinkGrant.objects.select_for_update().filter(pk=grant, sent_at=None, expires_at__gt=timezone.now())
        row = rows.first()
        if row is None or row.account is None:
            return
        identity = row.identity or _stored_address(row.account)
        if identity is None or lookup.is_tried_with(row.account_id, identity.provider, identity.subject):
            return
        owner = queries.proven(identity.provider, identity.key) if identity.verified_at is None else None
        row.sent_at = timezone.now()
        if owner is None:
            token = tokens.fresh()
            row.identity, row.digest = identity, tokens.hashed(token)
            _send(row, identity, token)
        else:
            _tell(owner, row.language)
        row.save(update_fields=["digest", "sent_at", "identity"])


def _stored_address(account: Account) -> Identity | None:
    """The email address that a link may go to: the proven one, else the one that was registered."""
    rows = Identity.objects.filter(account=account, provider=Provider.EMAIL)
    return rows.order_by("-verified_at", "pk").exclude(verified_at=None).first() or rows.order_by("pk").first()


def _send(row: LinkGrant, identity: Identity, token: str) -> None:
    life = LIFE[row.purpose]
    unit = {"verify": "hours", "reset": "minutes", "invite": "days"}[row.purpose]
    number = life // dt.timedelta(**{unit: 1})
    sending.send(
        contact=row.account.contact_id if row.account else None, channel="EMAIL", template=f"access.{row.purpose}",
        to=identity.subject, language=row.language, values={unit: str(number)},
        secrets={"link": sending.link(row.purpose, token)}, until=row.expires_at,
    )  # fmt: skip


def _tell(owner: Identity, language: str) -> None:
    sending.send(
        contact=owner.account.contact_id, channel="EMAIL", template="access.exists", to=owner.subject,
        language=language, values={"address": sending.page("sign-in/")},
    )  # fmt: skip
