"""Tokens that a log-in call gives out for a credential."""

import datetime as dt
import secrets
import time
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from contacts.tables.prepared import Prepared
from integrations.credentials import queries
from integrations.credentials.models import Credential, Token
from integrations.credentials.operations import hashed
from integrations.credentials.queries import Caller, caller_of

TOUCH = dt.timedelta(seconds=60)  # how exactly the last use of a token that may fall idle is known
OF_CALLER = ("id", "dialect", "name", "rights", "per_minute", "organisation_id", "reach")
MOST = 200  # living tokens of one credential; the oldest make room


def issue_token(
    *, caller: Caller, lifetime: dt.timedelta, idle: dt.timedelta | None = None, now: dt.datetime | None = None
) -> str:
    """A token that stands for the caller until ``lifetime`` is over, or it was not used for ``idle``."""
    now, text = now or timezone.now(), secrets.token_urlsafe(32)
    Token.objects.create(
        digest=hashed(text),
        credential_id=caller.id,
        issued_at=now,
        expires_at=now + lifetime,
        idle=int(idle.total_seconds()) if idle else None,
        used_at=now,
    )
    living = Token.objects.filter(credential=caller.id).order_by("-issued_at", "digest")
    if surplus := list(living.values_list("pk", flat=True)[MOST : MOST * 2]):
        Token.objects.filter(pk__in=surplus).delete()
    return text


def caller_with(*, dialect: str, token: str, now: dt.datetime | None = None) -> Caller | None:
    """Whose token this is, or None for one that is unknown, over, or of another dialect; one statement at most."""
    digest, at, asked = hashed(token), now or timezone.now(), time.monotonic()
    caller = queries.holder(digest, now=at) if now is None else None
    if caller is None:
        caller = _looked_up(digest, at, asked)
    return caller if caller is not None and caller.dialect == dialect else None


def _looked_up(digest: str, now: dt.datetime, asked: float) -> Caller | None:
    for idle, used_at, until, *values in _living(digest, now):
        if idle is not None and now - used_at > dt.timedelta(seconds=idle):
            return None
        if idle is not None and now - used_at > TOUCH:
            Token.objects.filter(pk=digest).update(used_at=now)
        caller = caller_of(Credential(**dict(zip(OF_CALLER, values, strict=True))))
        queries.hold(digest, caller, asked=asked, until=until)
        return caller
    return None


@Prepared
def _living(digest: str, now: dt.datetime) -> QuerySet[Token, Any]:
    rows = Token.objects.filter(digest=digest, expires_at__gt=now, credential__is_enabled=True)
    return rows.values_list("idle", "used_at", "expires_at", *(f"credential__{name}" for name in OF_CALLER))


def release(*, token: str) -> bool:
    """End a token; whether there was one."""
    digest = hashed(token)
    is_there = Token.objects.filter(digest=digest).delete()[0] > 0
    queries.forget_token(digest)  # behind it, for whoever asked meanwhile
    return is_there


def drop_old(*, now: dt.datetime | None = None) -> int:
    """Delete tokens that are over."""
    return Token.objects.filter(expires_at__lte=now or timezone.now()).delete()[0]
