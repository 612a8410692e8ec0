"""Tokens that a log-in call gives out for a credential."""

import datetime as dt
import secrets

from django.utils import timezone

from integrations.credentials.models import Token
from integrations.credentials.operations import hashed
from integrations.credentials.queries import Caller, caller_of

TOUCH = dt.timedelta(seconds=60)  # how exactly the last use of a token that may fall idle is known
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
    """Whose token this is, or None for one that is unknown, over, or of another dialect; one statement."""
    now = now or timezone.now()
    row = Token.objects.select_related("credential").filter(digest=hashed(token), expires_at__gt=now).first()
    if row is None or row.credential.dialect != dialect or not row.credential.is_enabled:
        return None
    if row.idle is not None:
        if now - row.used_at > dt.timedelta(seconds=row.idle):
            return None
        if now - row.used_at > TOUCH:
            Token.objects.filter(pk=row.pk).update(used_at=now)
    return caller_of(row.credential)


def release(*, token: str) -> bool:
    """End a token; whether there was one."""
    return Token.objects.filter(digest=hashed(token)).delete()[0] > 0


def drop_old(*, now: dt.datetime | None = None) -> int:
    """Delete tokens that are over."""
    return Token.objects.filter(expires_at__lte=now or timezone.now()).delete()[0]
