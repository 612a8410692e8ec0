"""Whose contact somebody is who has proven an address: a new one, one that staff entered, or a question for staff."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from contacts.access.accounts.models import Account, Identity, Provider
from contacts.access.caller import Caller
from contacts.access.claims import registration
from contacts.access.claims.models import Claim
from contacts.access.identities.lookup import Credential, matching
from contacts.directory import operations as door
from contacts.directory.models import Contact
from contacts.directory.reading import snapshots
from contacts.history import journal
from contacts.history.actor import Actor
from contacts.record.errors import invalid
from contacts.record.patch import ContactPatch

MOST_CANDIDATES = 20


def settle(
    *, account: Account, identity: Identity, is_trusted: bool, keeps_said: bool, caller: Caller, now: dt.datetime
) -> bool:
    """Give ``account`` its contact, or let staff decide; whether a contact there was before may be concerned.

    One match that is nobody's is claimed; none makes a new contact. Several, or one with an account or out of use,
    wait for staff. Of one who is not trusted only names are believed, and only for a new contact.
    """
    matches = _held(identity)
    given = registration.read(account)
    if not is_trusted and (matches or not keeps_said):
        given = registration.names_only(given)
    if not matches:
        _begin(account, identity, given, caller.acting(), now)
        return False
    (only, *others) = matches
    if others or not only.is_active or hasattr(only, "account"):
        registration.keep(account, given)
        account.save(update_fields=["registration"])
        claim = Claim.objects.create(account=account, created_at=now)
        claim.candidates.set(matches)
        return True
    _join(account, only, given if is_trusted else ContactPatch(), caller.acting(only.pk), now)
    return True


def _held(identity: Identity) -> list[Contact]:
    """Contacts with the proven address, kept from changing until the transaction ends."""
    name = "EMAIL" if identity.provider == Provider.EMAIL else "PHONE"
    ids = list(matching([Credential(name, identity.key)]).values_list("pk", flat=True)[:MOST_CANDIDATES])
    list(Contact.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    return list(Contact.objects.filter(pk__in=ids, is_archived=False).select_related("account").order_by("pk"))


def _begin(account: Account, identity: Identity | None, given: ContactPatch, actor: Actor, now: dt.datetime) -> None:
    """A contact that was not known before, under the id that the account has had all along."""
    patch = registration.with_address(given, identity) if identity else given
    record = door.create(patch=patch, actor=actor, uuid=str(account.uuid)).record
    _belong(account, record.id)
    journal.note(contact=record.id, kind="account_registered", actor=_customer(record.id, actor), now=now)


def _join(account: Account, contact: Contact, given: ContactPatch, actor: Actor, now: dt.datetime) -> None:
    """A contact that was known: only what it lacks is filled in."""
    record = snapshots.records([contact.pk])[contact.pk]
    patch = registration.filling(given, record)
    if registration.given(patch):
        door.update(contact=contact.pk, patch=patch, actor=actor)
    _belong(account, contact.pk)
    journal.note(contact=contact.pk, kind="account_claimed", actor=actor, now=now)


def _belong(account: Account, contact: int) -> None:
    account.contact = Contact.objects.get(pk=contact)
    account.registration = ""
    account.save(update_fields=["contact", "registration"])


def _customer(contact: int | None, actor: Actor) -> Actor:
    """What was said on registering stays the customer's own act, whoever lets it take effect."""
    return Actor(kind="contact", id=contact, label="Customer", door=actor.door, door_detail=actor.door_detail)


def decide(*, claim: int, actor: Actor, contact: int | None = None, now: dt.datetime | None = None) -> Account:
    """Staff say whose an account is: ``contact``, one of the candidates, or (None) somebody new.

    Raises ``Claim.DoesNotExist``, and ``Invalid`` at ``contact`` for one that is no candidate or has an account.
    """
    now = now or timezone.now()
    with transaction.atomic():
        row = Claim.objects.select_for_update().select_related("account").get(pk=claim, decided_at=None)
        account, given = row.account, registration.read(row.account)
        if contact is None:
            identity = account.identities.exclude(verified_at=None).order_by("pk").first()
            _begin(account, identity, given, _customer(None, actor), now)
        else:
            _join(account, _candidate(row, contact), given, _customer(contact, actor), now)
        journal.note(contact=account.contact_id or 0, kind="account_decided", actor=actor, now=now)
        row.decided_at, row.decided_by = now, actor.label
        row.save(update_fields=["decided_at", "decided_by"])
    return account


def _candidate(claim: Claim, contact: int) -> Contact:
    held = Contact.objects.select_for_update().filter(pk=contact, claims=claim, is_archived=False).first()
    if held is None:
        raise invalid("contact", "invalid_choice", "Expected one of the candidates.")
    if Account.objects.filter(contact=held).exists():
        raise invalid("contact", "taken", "This contact has an account. Choose another one, or make a new contact.")
    return held
