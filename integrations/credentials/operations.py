"""Issuing, renewing and switching off credentials; a secret is shown once."""

import datetime as dt
import hashlib
import secrets
import string
from collections.abc import Iterable

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from contacts.history.actor import Actor
from contacts.lookups.models import Organisation
from contacts.record.clean import text_fault
from contacts.record.errors import FieldError, Invalid
from integrations.credentials import queries
from integrations.credentials.models import Credential, CredentialUse
from integrations.credentials.rights import EVERYTHING, RIGHTS

PER_MINUTE, MOST_PER_MINUTE = 6_000, 1_000_000
LEAST_PASSWORD = 15  # characters of a password that somebody chose
ALPHABET = string.ascii_lowercase + string.digits


def issue(
    *,
    dialect: str,
    name: str,
    actor: Actor,
    username: str = "",
    password: str = "",
    organisation: int | None = None,
    reach: Iterable[int] = (),
    rights: Iterable[str] = EVERYTHING,
    per_minute: int = PER_MINUTE,
    now: dt.datetime | None = None,
) -> tuple[Credential, str]:
    """A new credential of ``dialect`` and its secret, which cannot be read again; raises ``Invalid``.

    Without ``username`` one is made up, without ``password`` (15 characters or more) a secret of 256 bits.
    """
    row = Credential(
        dialect=dialect, name=name.strip(), username=username.strip() or made_up_name(), organisation_id=organisation,
        reach=sorted(set(reach)), rights=list(dict.fromkeys(rights)), per_minute=per_minute,
        created_at=now or timezone.now(), created_by=actor.label,
    )  # fmt: skip
    if faults := list(_faults(row, password)):
        raise Invalid(faults)
    secret = password or secrets.token_urlsafe(32)
    row.secret_hash = make_password(secret) if password else hashed(secret)
    with transaction.atomic():
        row.save(force_insert=True)
        CredentialUse.objects.create(key=row)
    return row, secret


def made_up_name() -> str:
    """A public name that was never given out."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


def hashed(secret: str) -> str:
    """Plain SHA-256 is enough for 256 random bits, and a slow hash would make every request slow."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def rotate(*, credential: int, actor: Actor, now: dt.datetime | None = None) -> tuple[Credential, str]:
    """The credential with a new secret; the old one and every token end. Raises ``Credential.DoesNotExist``."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        row = Credential.objects.select_for_update().get(pk=credential)
        row.secret_hash, row.rotated_at = hashed(secret), now or timezone.now()
        row.save(update_fields=["secret_hash", "rotated_at"])
        row.tokens.all().delete()
    queries.forget(row)
    return row, secret


def enable(*, credential: int, enabled: bool, actor: Actor) -> Credential:
    """The credential switched on or off; off, its tokens end. Raises ``Credential.DoesNotExist``."""
    with transaction.atomic():
        row = Credential.objects.select_for_update().get(pk=credential)
        row.is_enabled = enabled
        row.save(update_fields=["is_enabled"])
        if not enabled:
            row.tokens.all().delete()
    queries.forget(row)
    return row


def _faults(row: Credential, password: str) -> Iterable[FieldError]:
    if not 0 < len(row.name) <= 200:
        yield FieldError("name", "invalid", f"Expected 1 to 200 characters (got {len(row.name)}).")
    if len(row.username) > 254 or ":" in row.username or text_fault(row.username, multiline=False):
        yield FieldError("username", "invalid", "Expected at most 254 characters without a colon.")
    elif Credential.objects.filter(dialect=row.dialect, username=row.username).exists():
        yield FieldError("username", "taken", "Another credential of this dialect has it.")
    if password and len(password) < LEAST_PASSWORD:
        yield FieldError("password", "too_short", f"Expected {LEAST_PASSWORD} characters or more, or none at all.")
    if row.organisation_id is not None and not Organisation.objects.filter(pk=row.organisation_id).exists():
        yield FieldError("organisation", "unknown", f"There is no organisation {row.organisation_id}.")
    for right in row.rights:
        if right not in RIGHTS:
            yield FieldError("rights", "invalid_choice", f"Expected some of {', '.join(RIGHTS)}.")
    if not row.rights:
        yield FieldError("rights", "required", f"Name at least one of {', '.join(RIGHTS)}.")
    if not 0 < row.per_minute <= MOST_PER_MINUTE:
        yield FieldError("per_minute", "invalid", f"Expected 1 to {MOST_PER_MINUTE} requests a minute.")
