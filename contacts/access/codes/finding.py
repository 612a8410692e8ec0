"""Which code is meant: by its challenge, or by the names of the person that it is for."""

import datetime as dt
import uuid

from django.db.models import Q, QuerySet

from contacts.access.accounts import queries
from contacts.access.caller import Caller
from contacts.access.codes import targets
from contacts.access.codes.models import OneTimeCode
from contacts.access.derived import digest
from contacts.access.identities import lookup
from contacts.access.identities.lookup import NOBODYS, Credential

HALF = 32  # digits of a subject that say whose it is, and as many what it was asked for with


def whose(subject: str, bucket: str) -> str:
    """Whom codes are for, at one of their own devices or at none: wrong ones of a day are counted for that."""
    return digest("code subject", subject, bucket)[:HALF]


def find(challenge: uuid.UUID | str) -> OneTimeCode | None:
    """The code of a challenge, whether it may still be used or not."""
    try:
        id_ = challenge if isinstance(challenge, uuid.UUID) else uuid.UUID(challenge)
    except ValueError:
        return None
    return _rows().filter(challenge=id_).first()


def by_credentials(credentials: list[Credential], caller: Caller, purpose: str, now: dt.datetime) -> OneTimeCode | None:
    """The newest live code of whom the credentials mean, else of the newest registration with that address."""
    found = lookup.find(credentials, by=caller.app)
    pairs = [(str(lookup.ADDRESSES[one.name]), one.key) for one in credentials if one.name in lookup.ADDRESSES]
    pending = [one.account for one in queries.identities(pairs or [("", "")]) if one.verified_at is None]
    bucket = targets.bucket(found.account, caller)
    named = [(found.account, found.contact, bucket), (found.account, found.contact, "")]
    named += [(account, None, "") for account in pending]
    whom = [whose(targets.subject_of(account, contact), device) for account, contact, device in named]
    live = _rows().filter(purpose=purpose, app=caller.app, used_at=None, expires_at__gt=now).order_by("-created_at")
    accounts = [account.pk for account, _, _ in named if account] or NOBODYS
    rows = live.filter(Q(account__in=accounts) | Q(contact=found.contact.pk if found.contact else 0))
    mine = [row for row in rows if row.subject[:HALF] in whom]
    return min(mine, key=lambda row: whom.index(row.subject[:HALF]), default=None)


def _rows() -> QuerySet[OneTimeCode]:
    return OneTimeCode.objects.select_related("account__contact", "contact", "identity__account__contact")
