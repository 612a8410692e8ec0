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
from contacts.record.cleaning.clean import text_fault
from contacts.record.errors import FieldError, Invalid
from integrations.credentials import queries
from integrations.credentials.models import Credential, CredentialChange, CredentialUse
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
    secret, now = secrets.token_urlsafe(32), now or timezone.now()
    with transaction.atomic():
        row = Credential.objects.select_for_update().get(pk=credential)
        row.secret_hash, row.rotated_at = hashed(secret), now
        row.save(update_fields=["secret_hash", "rotated_at"])
        row.tokens.all().delete()
        _note(row, actor, "New secret", now)
    queries.forget(row)
    return row, secret


def enable(*, credential: int, enabled: bool, actor: Actor, now: dt.datetime | None = None) -> Credential:
    """The credential switched on or off; off, its tokens end. Raises ``Credential.DoesNotExist``."""
    with transaction.atomic():
        row = Credential.objects.select_for_update().get(pk=credential)
        if row.is_enabled is not enabled:
            _note(row, actor, "Switched on" if enabled else "Switched off", now)
        row.is_enabled = enabled
        row.save(update_fields=["is_enabled"])
        if not enabled:
            row.tokens.all().delete()
    queries.forget(row)
    return row


def change(
    *, credential: int, actor: Actor, name: str, rights: Iterable[str], reach: Iterable[int], per_minute: int,
    now: dt.datetime | None = None,
) -> Credential:  # fmt: skip
    """The credential with these values, which hold from its next request on, in other processes within a second.

    Its secret and its tokens stay. Raises ``Invalid`` and ``Credential.DoesNotExist``.
    """
    with transaction.atomic():
        row = Credential.objects.select_for_update().get(pk=credential)
        before = _told(row)
        row.name, row.per_minute = name.strip(), per_minute
        row.rights, row.reach = list(dict.fromkeys(rights)), sorted(set(reach))
        if faults := list(_faults(row, "")):
            raise Invalid(faults)
        row.save(update_fields=["name", "rights", "reach", "per_minute"])
        after = _told(row)
        changed = [f"{name}: {before[name]} → {said}" for name, said in after.items() if said != before[name]]
        if changed:
            _note(row, actor, "; ".join(changed), now)
    queries.forget(row)
    return row


def _told(row: Credential) -> dict[str, str]:
    """What may be changed, in words."""
    names = Organisation.objects.filter(pk__in=row.reach).order_by("name").values_list("name", flat=True)
    return {
        "Name": row.name,
        "May do": ", ".join(RIGHTS[right].lower() for right in RIGHTS if right in row.rights),
        "Sees": ", ".join(names) or "everybody",
        "Requests a minute": f"{row.per_minute:,}",
    }


def _note(row: Credential, actor: Actor, what: str, now: dt.datetime | None) -> None:
    CredentialChange.objects.create(credential=row, at=now or timezone.now(), by=actor.label[:200], what=what[:1000])


def _faults(row: Credential, password: str) -> Iterable[FieldError]:
    if not 0 < len(row.name) <= 200:
        yield FieldError("name", "invalid", f"Expected 1 to 200 characters (got {len(row.name)}).")
    if len(row.username) > 254 or ":" in row.username or text_fault(row.username, multiline=False):
        yield FieldError("username", "invalid", "Expected at most 254 characters without a colon.")
    elif Credential.objects.filter(dialect=row.dialect, username=row.username).exclude(pk=row.pk).exists():
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
