"""Every page asks the same of the database with one row and with three."""

from django.db import connection
from django.test import Client
from django.urls import reverse

from contacts.options import queries as decided
from contacts.tables import caches
from tests.contacts.commerce.making import CHAIR, order
from tests.contacts.portal.pages.making import Things, everything

PAGES = {
    "home": 9, "profile": 5, "details": 3, "consents": 4, "consents-history": 4, "preferences": 6, "inbox": 4,
    "orders": 4, "cases": 4, "bookings": 4, "files": 4, "photo": 3, "zones": 3, "copies": 3,
}  # fmt: skip


def asked(hers: Client, queries: type, address: str) -> int:
    caches.empty_all()
    decided.forget()
    with queries(connection) as seen:
        assert hers.get(address).status_code == 200
    return len(seen)


def test_a_page_asks_the_same_with_one_row_and_with_three(hers: Client, hers_all: Things, queries: type) -> None:
    assert {page: asked(hers, queries, reverse(f"portal:{page}")) for page in PAGES} == PAGES
    for n in (1, 2):
        everything(hers_all.contact, hers_all.account, n)
    assert {page: asked(hers, queries, reverse(f"portal:{page}")) for page in PAGES} == PAGES


def test_an_order_asks_the_same_with_one_line_and_with_three(hers: Client, hers_all: Things, queries: type) -> None:
    long = order(hers_all.contact, lines=[CHAIR, CHAIR, CHAIR])
    assert [asked(hers, queries, reverse("portal:order", args=[one.uuid])) for one in (hers_all.order, long)] == [5, 5]
