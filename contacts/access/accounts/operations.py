"""What staff and programs do with accounts."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from contacts.access.accounts import passwords, signing_in
from contacts.access.accounts.models import Account, Identity, KnownDevice, Provider
from contacts.access.accounts.signals import end_sessions
from contacts.access.grants import operations as grants
from contacts.access.hashing import pool, quality
from contacts.access.identities import naming
from contacts.access.identities.opening import open_account
from contacts.access.limits import operations as limits
from contacts.access.telling import note, tell
from contacts.directory.commands import NotFound
from contacts.directory.models import Contact, ContactEmail
from contacts.history.actor import Actor
from contacts.record.errors import invalid


def set_identity(
    *, contact: int, actor: Actor, username: str | None = None, password: str | None = None,
    must_change: bool = False, now: dt.datetime | None = None,
) -> Account:  # fmt: skip
    """Give a contact what it signs in with; it counts as proven and works at once. What is None stays as it is.

    A user name with @ is an email address. Names are unique without regard to case. Every session ends, and a
    password that is replaced is told to its owner. Raises ``NotFound``, and ``Invalid`` at ``username`` or
    ``password``; ``Busy``.
    """
    now = now or timezone.now()
    named = naming.username(username, "username") if username is not None else None
    if password is not None:
        quality.check(password, words=[named[1]] if named else [])
    encoded = pool.hashed(password) if password is not None else None
    with transaction.atomic():
        account = _of(contact)
        if named is None and not account.identities.exclude(verified_at=None).exists():
            raise invalid("username", "required", "This contact has no user name yet; give one.")
        if named is not None:
            _name(account, *named, now=now)
            note(account=account, kind="account_named", actor=actor, now=now)
        if encoded is not None:
            had_one = bool(account.password)
            passwords.store(account, encoded, now=now, must_change=must_change)
            note(account=account, kind="password_set", actor=actor, now=now)
            if had_one or must_change or actor.kind == "staff":
                tell(account, "password", now=now)
        else:
            end_sessions(account)
    return account


def _of(contact: int) -> Account:
    """The open account of a contact, made when there is none; both are held until the transaction ends."""
    held = Contact.objects.select_for_update().filter(pk=contact, is_archived=False).first()
    if held is None:
        raise NotFound(f"There is no contact {contact}.")
    account = Account.objects.select_for_update().filter(contact=held).first()
    return account or open_account(held)


def _name(account: Account, provider: Provider, subject: str, key: str, *, now: dt.datetime) -> None:
    """Put a proven name in the place of the one of the same kind."""
    mine = account.identities.filter(provider=provider)
    mine.exclude(key=key).delete()
    try:
        with transaction.atomic():
            if not mine.filter(key=key).update(subject=subject, verified_at=now):
                Identity.objects.create(
                    account=account, provider=provider, subject=subject, key=key, verified_at=now, created_at=now
                )
    except IntegrityError:
        raise invalid("username", "taken", "Somebody else signs in with this name.") from None
    grants.withdraw(account)


def invite(*, contact: int, actor: Actor, language: str = "", now: dt.datetime | None = None) -> Account:
    """Mail the contact a link, good for seven days, by which it chooses a password; raises ``Invalid``, ``NotFound``.

    Inviting again replaces the link.
    """
    now = now or timezone.now()
    with transaction.atomic():
        account = _of(contact)
        if not account.is_active:
            raise invalid("contact", "inactive", "The account of this contact is shut. Open it again first.")
        identity = account.identities.filter(provider=Provider.EMAIL).order_by("-verified_at", "pk").first()
        identity = identity or _from_record(account, contact, now)
        grants.withdraw(account)
        grants.ask(purpose="invite", account=account, identity=identity, language=language, now=now)
        note(account=account, kind="account_invited", actor=actor, now=now)
    return account


def send_reset(*, account: int, actor: Actor, language: str = "", now: dt.datetime | None = None) -> Account:
    """Mail the owner a link, good for 30 minutes, by which a new password is chosen; the present one stays till then.

    Raises ``Account.DoesNotExist``, and ``Invalid`` where no address is proven or the account is shut.
    """
    now = now or timezone.now()
    with transaction.atomic():
        row = _held(account)
        if not row.is_active:
            raise invalid("account", "inactive", "The account is shut. Open it again first.")
        identity = row.identities.filter(provider=Provider.EMAIL).exclude(verified_at=None).order_by("pk").first()
        if identity is None:
            raise invalid("account", "no_email", "No email address of this account is proven. Invite the contact.")
        grants.ask(purpose="reset", account=row, identity=identity, language=language, now=now)
        note(account=row, kind="account_link_sent", actor=actor, now=now)
    return row


def _from_record(account: Account, contact: int, now: dt.datetime) -> Identity:
    """The primary email address of the record as something to sign in with, once it is proven."""
    rows = ContactEmail.objects.filter(contact_id=contact, is_active=True).order_by("-is_primary", "pk")
    address = rows.values_list("email", flat=True).first()
    if address is None:
        raise invalid("contact", "no_email", "This contact has no email address to invite it at.")
    key = naming.fold(address)
    if Identity.objects.filter(provider=Provider.EMAIL, key=key, verified_at__isnull=False).exists():
        raise invalid("contact", "taken", "Somebody else signs in with the email address of this contact.")
    return Identity.objects.create(account=account, provider=Provider.EMAIL, subject=address, key=key, created_at=now)


def deactivate(*, account: int, actor: Actor, now: dt.datetime | None = None) -> Account:
    """Shut an account until ``reactivate``: it cannot sign in, and every session ends. ``Account.DoesNotExist``."""
    now = now or timezone.now()
    with transaction.atomic():
        row = _held(account)
        if row.is_active:
            row.is_active = False
            row.save(update_fields=["is_active"])
            grants.withdraw(row)
            end_sessions(row)
            note(account=row, kind="account_deactivated", actor=actor, now=now)
    return row


def reactivate(*, account: int, actor: Actor, now: dt.datetime | None = None) -> Account:
    """Open a shut account again; raises ``Account.DoesNotExist``, also for one that its owner has left."""
    now = now or timezone.now()
    with transaction.atomic():
        row = _held(account)
        if not row.is_active:
            row.is_active = True
            row.save(update_fields=["is_active"])
            note(account=row, kind="account_reactivated", actor=actor, now=now)
    return row


def end_all_sessions(*, account: int, actor: Actor, now: dt.datetime | None = None) -> None:
    """Sign the owner out everywhere, and forget the devices; raises ``Account.DoesNotExist``."""
    with transaction.atomic():
        row = _held(account)
        KnownDevice.objects.filter(account=row).delete()
        end_sessions(row)
        note(account=row, kind="account_sessions_ended", actor=actor, now=now or timezone.now())


def unlock(*, account: int, actor: Actor, now: dt.datetime | None = None) -> None:
    """Let the password be tried again at once; raises ``Account.DoesNotExist``."""
    with transaction.atomic():
        row = _held(account)
        limits.forget_passwords(signing_in.subject(row))
        note(account=row, kind="account_unlocked", actor=actor, now=now or timezone.now())


def _held(account: int) -> Account:
    return Account.objects.select_for_update().get(pk=account, closed_at=None)
