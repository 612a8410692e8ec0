"""Whom somebody means who says this and that of themselves."""

import datetime as dt
import re
from collections.abc import Sequence

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Upper
from django.db.models.lookups import Exact
from django.utils import timezone
from msgspec import Struct

from contacts.access.accounts.models import Account, Identity, Provider
from contacts.access.accounts.queries import identities, may_come_in
from contacts.access.apps.queries import is_test_account, meets
from contacts.access.caller import Caller
from contacts.access.errors import TooMany
from contacts.access.identities import naming
from contacts.access.limits import operations as limits
from contacts.access.limits.rules import LOOKUP_IP, network
from contacts.directory.models import Contact, ContactEmail, ContactPhone, Demographics, SealedNumber
from contacts.record.cleaning.clean import text_fault
from contacts.record.errors import invalid
from contacts.tables.digests import Sha256
from contacts.vault.seal import blind_index

ADDRESSES = {"EMAIL": Provider.EMAIL, "PHONE": Provider.PHONE}
NUMBERS = {"ID_NUMBER": "id_card", "PASSPORT": "passport", "STATUTORY_ID": "statutory_number"}
NOBODYS = [0]  # no empty list, for which the database would not even be asked
MOST_SHARING = 50  # contacts with one address that are looked at; two are too many already
MEMBERSHIPS = ("CARD", "LOYALTY_IDENTIFIER")
DIGEST = re.compile(r"[0-9A-Fa-f]{64}")
GIFT = "GIFT_PASS"  # asked for like the others, and nobody's: there are no gifts here
NAMES = (*ADDRESSES, *NUMBERS, *MEMBERSHIPS, "BIRTHDATE", GIFT)


class Credential(Struct, frozen=True):
    """Something somebody says of themselves: ``name`` is one of ``NAMES``; ``country`` is that of a phone number."""

    name: str
    value: str
    country: str | None = None

    @property
    def key(self) -> str:
        """The value as it is compared."""
        if self.name == "PHONE":
            return naming.phone_key(self.value, self.country)
        return naming.fold(self.value)


class Found(Struct, frozen=True):
    """Who was meant: an account, a contact that has none yet, or (both None) nobody or more than one."""

    account: Account | None = None
    contact: Contact | None = None
    identity: Identity | None = None

    @property
    def is_known(self) -> bool:
        return self.account is not None or self.contact is not None


NOBODY = Found()


def find(credentials: Sequence[Credential], *, by: str = "") -> Found:
    """Whom all ``credentials`` together mean; several are as unknown as none. As many statements either way.

    ``by`` is the key of the app that asks: to one that is for testing, who is live is nobody, and the other way round.
    Raises ``Invalid`` at ``credentials`` for names that are none, and for a birth date alone.
    """
    check(credentials)
    found = _meant(credentials)
    return found if meets(key=by, account=found.account.pk if found.account else None) else NOBODY


def is_tried_with(account: int | None, provider: str, address: str) -> bool:
    """Whether a test app registered ``account`` with the address of a real person, who is to hear nothing of it."""
    if not is_test_account(account):
        return False
    said = Credential(next(name for name, known in ADDRESSES.items() if known == provider), address)
    others = [getattr(contact, "account", None) for contact in matching([said])[:MOST_SHARING]]
    return any(other is None or not is_test_account(other.pk) for other in others)


def _meant(credentials: Sequence[Credential]) -> Found:
    addresses = [(str(ADDRESSES[one.name]), one.key) for one in credentials if one.name in ADDRESSES]
    owned = identities(addresses or [(Provider.EMAIL, "")])
    contacts = list(matching(credentials)[:2])
    if len(credentials) == 1 and owned and owned[0].verified_at is not None:
        return Found(owned[0].account, owned[0].account.contact, owned[0]) if may_come_in(owned[0].account) else NOBODY
    if len(contacts) == 1:
        return _of_contact(contacts[0])
    if not contacts and len(credentials) == 1 and owned and may_come_in(owned[0].account):
        return Found(owned[0].account, None, owned[0])  # a registration that is not finished
    return NOBODY


def is_known(*, credentials: Sequence[Credential], caller: Caller, now: dt.datetime | None = None) -> bool:
    """Whether ``credentials`` mean anybody, for programs that may be told; ten times an hour from one address.

    Raises ``Invalid`` and ``TooMany``.
    """
    at = (now or timezone.now()).timestamp()
    if not limits.claim(LOOKUP_IP, network(caller.ip), now=at):
        raise TooMany(limits.wait(LOOKUP_IP, network(caller.ip), now=at))
    return find(credentials, by=caller.app).is_known


def _of_contact(contact: Contact) -> Found:
    account: Account | None = getattr(contact, "account", None)
    if account is None:
        return Found(None, contact) if contact.is_active else NOBODY
    return Found(account, contact) if may_come_in(account) else NOBODY


def check(credentials: Sequence[Credential]) -> None:
    """Raise ``Invalid`` at ``credentials`` for what nobody can be looked for with; nothing is looked up."""
    for n, one in enumerate(credentials):
        if one.name not in NAMES:
            raise invalid(f"credentials[{n}].name", "invalid_choice", f"Expected one of {', '.join(NAMES)}.")
        if not one.value.strip():
            raise invalid(f"credentials[{n}].value", "required", "Expected a value.")
    if not credentials or all(one.name == "BIRTHDATE" for one in credentials):
        raise invalid("credentials", "required", "Expected something beside a birth date.")
    if len(credentials) > len(NAMES):
        raise invalid("credentials", "too_long", f"At most {len(NAMES)}.")


def matching(credentials: Sequence[Credential]) -> QuerySet[Contact]:
    """Contacts of whom all ``credentials`` are true, with their accounts; archived ones are left out."""
    rows = Contact.objects.filter(is_archived=False).select_related("account").order_by("pk")
    for one in credentials:
        rows = rows.filter(_condition(one))
    return rows


def _condition(one: Credential) -> Q:
    if one.name == "EMAIL":
        return Q(pk__in=_having_email(one.key) or NOBODYS)
    if one.name == "PHONE":
        return Q(pk__in=ContactPhone.objects.filter(e164=one.key, is_active=True).values("contact_id"))
    if one.name == GIFT:
        return Q(pk__in=NOBODYS)
    if one.name in NUMBERS:
        slot = NUMBERS[one.name]
        rows = SealedNumber.objects.filter(slot=slot, index=blind_index(one.value, slot=slot))
        return Q(pk__in=rows.values("contact_id"))
    if one.name in MEMBERSHIPS:
        return _of_member(one.name, one.value.strip())
    return Q(pk__in=_born_on(one.value))


def _of_member(name: str, number: str) -> Q:
    """A card's number comes as it is, or as its SHA-256 in hexadecimal (programs send that in capitals)."""
    if text_fault(number, multiline=False):
        return Q(pk__in=NOBODYS)
    there = ~Q(membership_number="")  # both indexes have only these, and SQLite uses them where it is said
    plain = there & Q(membership_number=number)
    if name != "CARD" or not DIGEST.fullmatch(number):
        return plain
    return plain | (there & Q(Exact(Sha256("membership_number"), number.lower())))


def _having_email(key: str) -> list[int]:
    """Contacts with this very address: the database compares more loosely than ``naming.fold`` does."""
    rows = ContactEmail.objects.filter(email__upper=Upper(Value(key)), is_active=True)
    found = rows.order_by("contact_id").values_list("contact_id", "email")[:MOST_SHARING]
    return sorted({contact for contact, email in found if naming.fold(email) == key})


def _born_on(text: str) -> QuerySet[Demographics, int]:
    try:
        day = dt.date.fromisoformat(text.strip())
    except ValueError:
        return Demographics.objects.none().values_list("contact_id", flat=True)
    rows = Demographics.objects.filter(birth_year=day.year, birth_month=day.month, birth_day=day.day)
    return rows.values_list("contact_id", flat=True)
