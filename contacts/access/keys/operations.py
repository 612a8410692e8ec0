"""Issuing and revoking API keys."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from contacts.access.keys import credentials, queries
from contacts.access.keys.models import ApiKey, KeyUse
from contacts.access.keys.scopes import SCOPES
from contacts.history.actor import Actor
from contacts.record.errors import FieldError, Invalid

PER_MINUTE, MOST_PER_MINUTE = 6_000, 1_000_000


def issue_key(
    *,
    name: str,
    scopes: Iterable[str],
    actor: Actor,
    per_minute: int = PER_MINUTE,
    expires_at: dt.datetime | None = None,
    now: dt.datetime | None = None,
) -> tuple[ApiKey, str]:
    """A new key and its text, which cannot be read again; raises ``Invalid``. ``per_minute`` is requests a minute."""
    now, wanted = now or timezone.now(), list(dict.fromkeys(scopes))
    if faults := list(_faults(name.strip(), wanted, per_minute, expires_at, now)):
        raise Invalid(faults)
    credential = credentials.new()
    with transaction.atomic():
        key = ApiKey.objects.create(
            name=name.strip(),
            prefix=credential.prefix,
            secret_hash=credential.secret_hash,
            scopes=wanted,
            per_minute=per_minute,
            created_at=now,
            created_by=actor.label,
            expires_at=expires_at,
        )
        KeyUse.objects.create(key=key)
    return key, credential.text


def _faults(
    name: str, scopes: list[str], per_minute: int, expires_at: dt.datetime | None, now: dt.datetime
) -> Iterable[FieldError]:
    if not 0 < len(name) <= 200:
        yield FieldError("name", "invalid", f"Expected 1 to 200 characters (got {len(name)}).")
    if not scopes:
        yield FieldError("scopes", "required", f"Name at least one of {', '.join(SCOPES)}.")
    for n, scope in enumerate(scopes):
        if scope not in SCOPES:
            yield FieldError(f"scopes[{n}]", "invalid_choice", f"Expected one of {', '.join(SCOPES)}.")
    if not 0 < per_minute <= MOST_PER_MINUTE:
        yield FieldError("per_minute", "invalid", f"Expected 1 to {MOST_PER_MINUTE} requests a minute.")
    if expires_at is not None and expires_at <= now:
        yield FieldError("expires_at", "invalid", "Expected a time to come.")


def revoke_key(*, key: int, now: dt.datetime | None = None) -> ApiKey:
    """The key, refused from now on here and within a second everywhere; raises ``ApiKey.DoesNotExist``."""
    with transaction.atomic():
        row = ApiKey.objects.select_for_update().get(pk=key)
        if row.revoked_at is None:
            row.revoked_at = now or timezone.now()
            row.save(update_fields=["revoked_at"])
    queries.forget(row.prefix)
    return row
