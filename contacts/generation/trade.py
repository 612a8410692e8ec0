"""What made-up contacts bought, asked and booked, so that orders, cases and bookings have something to show."""

import datetime as dt
import random
from decimal import Decimal
from typing import Any

from django.utils import timezone

from contacts.commerce.currencies import rounded
from contacts.commerce.orders import operations as orders
from contacts.commerce.orders.patch import OrderPatch
from contacts.commerce.orders.totals import Around, Item, totals
from contacts.commerce.submissions import operations as submissions
from contacts.commerce.submissions.patch import BookingPatch, CasePatch
from contacts.directory.models import Contact
from contacts.history.actor import Actor
from contacts.record.parsing.parse import parse_as

ORDERS, CASES, BOOKINGS, DAYS, BUYERS = 240, 90, 70, 365, 400
SHOP = Actor(kind="api_key", label="Web shop", door="api", request="")
PRODUCTS = (
    ("Oak chair", "149.90"), ("Round table", "890.00"), ("Desk lamp", "39.50"), ("Wool rug", "219.00"),
    ("Bookshelf", "320.00"), ("Cushion", "18.90"), ("Assembly, one hour", "45.00"), ("Catalogue, printed", "4.90"),
)  # fmt: skip
# Country of the shop → currency and usual tax rate.
SHOPS = (("CY", "EUR", "19"), ("DE", "EUR", "19"), ("GB", "GBP", "20"), ("PL", "PLN", "23"))
STATUSES = ("New", "Processing", "Shipped", "Completed", "Completed", "Completed")
ASKED = (
    ("Ask us", "ask-us", {"question": "Is the round table there in walnut?", "reply_by": "email"}),
    ("Report damage", "damage", {"what": "One leg of the chair is scratched.", "wants": "replacement"}),
    ("Return", "return", {"reason": "The rug is too large.", "opened": True}),
)
EVENTS = ("Open workshop", "Spring fair", "Wood care evening", "Members' breakfast")


def trade(*, seed: int, now: dt.datetime | None = None) -> None:
    """Let contacts buy, ask and book over the last ``DAYS`` days; the same for the same seed and contacts."""
    dice, now = random.Random(f"trade/{seed}"), now or timezone.now()  # noqa: S311 - not a secret
    made = list(Contact.objects.filter(is_archived=False).order_by("id").values_list("id", "created_at"))
    if not made:
        return
    buyers = dice.sample(made, min(BUYERS, len(made)))
    moments = sorted(now - dt.timedelta(days=DAYS * dice.random() ** 1.4) for _ in range(ORDERS + CASES + BOOKINGS))
    for n, moment in enumerate(moments):
        there = [id_ for id_, created_at in buyers if created_at < moment] or [buyers[0][0]]
        _one(dice, dice.choice(there), moment, n)


def _one(dice: random.Random, contact: int, moment: dt.datetime, number: int) -> None:
    drawn = dice.random() * (ORDERS + CASES + BOOKINGS)
    if drawn < ORDERS:
        said = _order(dice, number)
        said |= _paid(dice, said, moment, number)
        orders.create(contact=contact, values=parse_as(OrderPatch, said), actor=SHOP, now=moment)
    elif drawn < ORDERS + CASES:
        name, alias, fields = dice.choice(ASKED)
        said = {"form_id": 1 + len(alias), "form": {"name": name, "alias": alias}, "fields": fields}
        submissions.open_case(contact=contact, values=parse_as(CasePatch, said), actor=SHOP, now=moment)
    else:
        event = dice.choice(EVENTS)
        said = {"event_id": EVENTS.index(event) + 1, "event": {"name": event}, "allocation": dice.choice((1, 1, 2, 4))}
        said["fields"] = {"diet": dice.choice(("none", "vegetarian", "vegan"))}
        submissions.book(contact=contact, values=parse_as(BookingPatch, said), actor=SHOP, now=moment)


def _order(dice: random.Random, number: int) -> dict[str, Any]:
    country, currency, rate = dice.choice(SHOPS)
    bought = dice.sample(PRODUCTS, dice.choice((1, 1, 2, 3, 4)))
    made: dict[str, Any] = {
        "name": f"{bought[0][0]}{f' and {len(bought) - 1} more' if len(bought) > 1 else ''}",
        "status": dice.choice(STATUSES), "currency": currency, "country": country, "currency_country": country,
        "case_type": "FormCase", "tax": {"code": "VAT", "rate": rate}, "transaction_id": f"W-{10_000 + number}",
        "lines": [
            {"entity_type": "Product", "product_id": PRODUCTS.index(one) + 1, "name": one[0], "unit_price": one[1],
             "quantity": dice.choice((1, 1, 2, 4))}
            for one in bought
        ],
        "shipping": {"name": "Courier", "cost": dice.choice(("0", "4.90", "12.00"))},
    }  # fmt: skip
    if dice.random() < 0.2:
        made["discount"] = {"code": "WELCOME", "cost": "4.00"}
    return made


def _paid(dice: random.Random, said: dict[str, Any], moment: dt.datetime, number: int) -> dict[str, Any]:
    """Most pay at once and get an invoice, some pay half, some nothing yet."""
    share = dice.choice((1, 1, 1, 1, 2, 0))
    if not share:
        return {}
    around = Around(
        currency=said["currency"], rate=Decimal(said["tax"]["rate"]), shipping=Decimal(said["shipping"]["cost"]),
        discount=Decimal(said.get("discount", {}).get("cost", "0")),
    )  # fmt: skip
    items = [Item(Decimal(line["quantity"]), Decimal(line["unit_price"])) for line in said["lines"]]
    payment = {
        "amount": str(rounded(totals(items, around).total / share, around.currency)), "payment_type": "CreditCard",
        "payment_gateway_type": "stripe", "status": "captured", "created_at": moment.isoformat(),
        "transaction_id": f"pi_{dice.randrange(10**8):08}",
    }  # fmt: skip
    invoice = {"invoice_number": 1000 + number, "invoice_date": moment.isoformat()} if share == 1 else {}
    return {"payments": [payment], **invoice}
