"""Portal accounts in the states that staff meet."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from contacts.access.accounts.models import Account, Identity
from contacts.access.claims import registration
from contacts.access.claims.models import Claim
from contacts.access.sessions import operations as signing
from contacts.record.parsing.parse import parse_patch
from tests.contacts.access.people.making import customer, from_ip
from tests.contacts.staff.people.conftest import make, staff
from tests.factories import StaffFactory

__all__ = ["staff"]
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.fixture
def bob(db: None) -> Account:
    """A contact who signs in with bob@example.org, signed in on two devices."""
    account = customer()
    for n in (1, 2):
        signing.begin(account=account, kind="BROWSER", caller=from_ip(n, agent=AGENT), method="password")
    return account


@pytest.fixture
def claim(db: None) -> Claim:
    """Somebody who proved an address that two contacts have."""
    candidates = [
        make(
            first_name=name, last_name="Lee", emails=[{"email": "lee@example.org"}],
            phones=[{"number": "+357 99 123456"}],
        )
        for name in ("Ann", "Abe")
    ]  # fmt: skip
    account = Account(created_at=timezone.now())
    patch = parse_patch({"first_name": "Ann", "last_name": "Lee", "phones": [{"number": "+357 99 123456"}]})
    registration.keep(account, patch)
    account.save()
    Identity.objects.create(
        account=account, provider="EMAIL", subject="lee@example.org", key="lee@example.org", verified_at=timezone.now()
    )
    row = Claim.objects.create(account=account)
    row.candidates.set(candidates)
    return row


def clerk(*permissions: str) -> Client:
    """The browser of somebody with these rights at the desk."""
    user = StaffFactory(username=f"clerk{User.objects.count()}", permissions=permissions)
    client = Client()
    client.force_login(user)
    return client
