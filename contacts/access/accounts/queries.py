"""Finding accounts, and what may be asked of one."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from contacts.access.accounts.models import Account, Identity, Provider
from contacts.tables.prepared import Prepared
from contacts.vault.seal import unseal


def identities(pairs: Sequence[tuple[str, str]]) -> list[Identity]:
    """Identities with one of the ``(provider, key)`` pairs: proven ones in the order of ``pairs``, then the newest.

    An address that a proven account wants to change to names nobody before it is proven.
    """
    wanted = reduce(or_, (Q(provider=provider, key=key) for provider, key in pairs))
    others = Identity.objects.filter(account=OuterRef("account"), verified_at__isnull=False)
    rows = Identity.objects.filter(wanted).filter(Q(verified_at__isnull=False) | ~Exists(others))
    rows = rows.select_related("account__contact")
    order = {pair: n for n, pair in enumerate(pairs)}
    found = list(rows.order_by(F("verified_at").desc(nulls_last=True), "-pk")[: len(pairs) + 1])
    return sorted(found, key=lambda one: (one.verified_at is None, order[(one.provider, one.key)]))


def proven(provider: str, key: str) -> Identity | None:
    """The one proven identity with this key."""
    rows = Identity.objects.filter(provider=provider, key=key, verified_at__isnull=False)
    return rows.select_related("account__contact").first()


def may_come_in(account: Account) -> bool:
    """Whether the account is open, and its contact not put away."""
    return account.is_active and account.closed_at is None and not (account.contact and account.contact.is_archived)


def is_proven(account: Account) -> bool:
    """Whether its owner has proven an address; until then it may be told nothing but what it said itself."""
    return account.identities.filter(verified_at__isnull=False).exists()


def by_contact(contacts: Iterable[int]) -> dict[int, dict[str, Any]]:
    """``{"id", "is_active"}`` of the accounts of contacts that were not left, by contact, in one statement."""
    found = _by_contact(list(contacts))
    return {contact: {"id": pk, "is_active": is_active} for contact, pk, is_active in found if contact is not None}


@Prepared
def _by_contact(contacts: list[int]) -> QuerySet[Account, Any]:
    rows = Account.objects.filter(contact__in=contacts, closed_at=None)
    return rows.values_list("contact_id", "pk", "is_active")


def of_contact(contact: int) -> Account | None:
    """The account of a contact with its identities, in two statements; None where there is none."""
    rows = Account.objects.filter(contact=contact, closed_at=None)
    return rows.prefetch_related(Prefetch("identities", queryset=Identity.objects.order_by("pk"))).first()


def listed() -> QuerySet[Account]:
    """Every account with its contact, its identities, and ``proven``: whether an address is."""
    proof = Identity.objects.filter(account=OuterRef("pk"), verified_at__isnull=False)
    names = Prefetch("identities", queryset=Identity.objects.order_by("pk"))
    return Account.objects.select_related("contact").prefetch_related(names).annotate(proven=Exists(proof))


def named_like(search: str) -> Q:
    """The accounts that have every word of ``search`` in the name of their contact or in what they sign in with."""
    wanted = Q()
    for word in search.split():
        names = Identity.objects.filter(account=OuterRef("pk"), key__contains=word.casefold())
        wanted &= Q(contact__display_name__icontains=word) | Q(Exists(names))
    return wanted


def proven_addresses(contacts: Iterable[int]) -> dict[int, dict[str, Any]]:
    """``{"keys"}``, the proven email addresses of contacts' accounts as ``naming.fold`` has them, by contact."""
    found: dict[int, dict[str, Any]] = {}
    for contact, key in _proven(list(contacts)):
        found.setdefault(contact, {"keys": set()})["keys"].add(key)
    return found


@Prepared
def _proven(contacts: list[int]) -> QuerySet[Identity, Any]:
    rows = Identity.objects.filter(account__contact__in=contacts, account__closed_at=None)
    rows = rows.filter(provider=Provider.EMAIL, verified_at__isnull=False)
    return rows.values_list("account__contact_id", "key")


def place(account: Account) -> str:
    """Where the registration of an account opens."""
    return f"contacts_account|registration|{account.uuid}"


def registration(account: Account) -> str:
    """What was said on registering as JSON (see ``claims.registration``), until an address is proven; else empty."""
    return unseal(account.registration, place=place(account)) if account.registration else ""
