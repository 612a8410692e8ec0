"""The made-up shop: the same for the same seed, and true to its own sums."""

import datetime as dt
from typing import Any

import pytest

from contacts.commerce.models import Booking, Case, Order
from contacts.commerce.orders.queries import orders
from contacts.commerce.orders.record import records, taxes_of
from contacts.generation import trade
from tests.contacts.commerce.making import contact

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


def told() -> list[Any]:
    return [(row.name, row.total_cost, row.invoice_number, row.created_at) for row in Order.objects.order_by("id")]


def test_the_same_seed_gives_the_same_trade(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, count in (("ORDERS", 12), ("CASES", 5), ("BOOKINGS", 4)):
        monkeypatch.setattr(trade, name, count)
    for _ in range(3):
        contact()
    trade.trade(seed=1, now=NOW)
    first = told()
    counted = (Order.objects.count(), Case.objects.count(), Booking.objects.count())
    assert sum(counted) == 21
    assert min(counted) > 0
    for record in records(orders()):
        assert record.tax.cost == sum(each.cost for each in taxes_of(record))
        assert all(payment.amount_captured <= record.total_cost for payment in record.payments)
    Order.objects.all().delete()
    trade.trade(seed=1, now=NOW)
    assert told() == first
