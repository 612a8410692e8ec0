"""Customers, their browsers, and the post they get."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from contacts.access.accounts import operations as accounts
from contacts.access.accounts.models import Account
from contacts.access.caller import Caller
from contacts.access.sessions import operations as signing
from contacts.directory import operations as directory
from contacts.history.actor import SYSTEM
from contacts.options import operations as deciding
from contacts.options import queries as decided
from contacts.portal import options
from contacts.portal.frame.customers import COOKIE
from contacts.record.patch import ContactPatch, EmailPatch

PASSWORD = "nine grey geese on ice"
MAIL = "grace@example.org"
Decide = Callable[..., None]


@pytest.fixture
def decide(db: None) -> Decide:
    """``decide(**{"portal.name": "Harbour Books"})``."""
    assert options  # it declares the portal's

    def change(**values: Any) -> None:
        deciding.change(values=values, actor=SYSTEM)
        decided.forget()

    return change


@pytest.fixture
def grace(db: None) -> Account:
    """A contact who has an account with a proven address and a password."""
    patch = ContactPatch(first_name="Grace", last_name="Hill", language="ENG", emails=[EmailPatch(email=MAIL)])
    contact = directory.create(patch=patch, actor=SYSTEM).record.id
    return accounts.set_identity(contact=contact, actor=SYSTEM, username=MAIL, password=PASSWORD)


def sign_in(account: Account) -> str:
    """The cookie of a browser in which ``account`` has just signed in."""
    begun = signing.begin(account=account, kind="BROWSER", caller=Caller(ip="192.0.2.1"), method="password")
    assert begun.cookie is not None
    return begun.cookie


@pytest.fixture
def hers(client: Client, grace: Account) -> Client:
    """Grace's browser, signed in, without a window."""
    client.cookies[COOKIE] = sign_in(grace)
    return client


@pytest.fixture
def mine(page: Page, grace: Account, live_server: Any) -> Page:
    """Grace's browser, signed in."""
    page.context.add_cookies([{"name": COOKIE, "value": sign_in(grace), "url": live_server.url}])
    return page
