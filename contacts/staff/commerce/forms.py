"""Forms of orders, payments, cases and bookings; what they hold becomes what a caller says to the room."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse

from contacts.commerce.currencies import codes
from contacts.commerce.orders.record import OrderRecord
from contacts.commerce.statuses import choosable
from contacts.record.cleaning.countries import countries
from contacts.record.errors import FieldError
from contacts.tables.rowids import is_row_id

# A field of the form → its place in what is said of an order.
PLACES = {
    "name": "name", "status": "status", "currency": "currency", "transaction_id": "transaction_id",
    "prices_include_tax": "prices_include_tax", "tax_code": "tax.code", "tax_rate": "tax.rate",
    "discount_code": "discount.code", "discount_cost": "discount.cost", "voucher_name": "gift_voucher.name",
    "voucher_cost": "gift_voucher.cost", "shipping_name": "shipping.name", "shipping_cost": "shipping.cost",
    "shipping_address": "shipping.address", "shipping_postal_code": "shipping.postal_code",
    "shipping_city": "shipping.city", "shipping_state": "shipping.state", "shipping_country": "shipping.country",
    "awb_number": "awb_number", "tracking_url": "tracking_url", "is_recurring": "is_recurring",
}  # fmt: skip
GROUPS = (
    ("The order", ("contact", "name", "status", "currency", "transaction_id", "is_recurring")),
    ("Tax, discount, voucher", ("tax_code", "tax_rate", "prices_include_tax", "discount_code", "discount_cost",
                                "voucher_name", "voucher_cost")),
    ("Shipping", ("shipping_name", "shipping_cost", "shipping_address", "shipping_postal_code", "shipping_city",
                  "shipping_state", "shipping_country", "awb_number", "tracking_url")),
)  # fmt: skip
LINE = ("name", "quantity", "unit_price", "tax_rate")
MOST = 2000


def picking() -> forms.TextInput:
    """A field that offers contacts while a name is typed; the page holds the list they come into."""
    return forms.TextInput(
        attrs={
            "autocomplete": "off", "list": "people-found", "hx-get": reverse("staff:people-pick"),
            "hx-trigger": "input changed delay:150ms", "hx-target": "#people-found", "hx-sync": "this:replace",
        }
    )  # fmt: skip


def picked(text: str) -> int | None:
    """The id in ``17 · Ada King``, as it was offered."""
    number = text.strip().partition(" ")[0]
    return int(number) if is_row_id(number) else None


def _text(label: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, strip=True, **more)


def _amount(label: str, help_text: str = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, widget=widget, help_text=help_text)


def _countries() -> list[tuple[str, str]]:
    return [("", "—"), *((each.alpha2, each.name) for each in countries().values())]


def _currencies() -> list[tuple[str, str]]:
    return [(code, f"{code} · {name}") for code, name in codes().items()]


class Plain(forms.Form):
    """A form whose faults come from the room, and stand at the fields they are about."""

    use_required_attribute = False

    def refuse(self, faults: Iterable[FieldError], names: Mapping[str, str]) -> None:
        """Show each fault at the field of its path, or above the form."""
        for fault in faults:
            name = names.get(fault.path)
            self.add_error(name if name in self.fields else None, fault.message)


class OrderForm(Plain):
    """An order without its lines."""

    contact = _text("Customer", help_text="Type a name and choose.")
    name = _text("Name", max_length=200)
    status = forms.ChoiceField(label="Status", required=False)
    currency = forms.ChoiceField(label="Currency", choices=_currencies)
    transaction_id = _text("Transaction", max_length=200)
    is_recurring = forms.BooleanField(label="Recurring", required=False)
    tax_code = _text("Tax", max_length=100)
    tax_rate = _amount("Tax rate, %", "Where a line says no other.")
    prices_include_tax = forms.BooleanField(label="Prices include tax", required=False)
    discount_code = _text("Discount code", max_length=100)
    discount_cost = _amount("Discount")
    voucher_name = _text("Gift voucher", max_length=200)
    voucher_cost = _amount("Worth of the voucher")
    shipping_name = _text("Shipped by", max_length=200)
    shipping_cost = _amount("Cost of shipping")
    shipping_address = _text("Street", max_length=500)
    shipping_postal_code = _text("Postcode", max_length=32)
    shipping_city = _text("Town", max_length=200)
    shipping_state = _text("State", max_length=200)
    shipping_country = forms.ChoiceField(label="Country", required=False, choices=_countries)
    awb_number = _text("Parcel number", max_length=100)
    tracking_url = _text("Tracking address", max_length=500)
    revision = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, record: OrderRecord | None = None, contact: str = "") -> None:
        initial = {name: _at(record, place) for name, place in PLACES.items()} if record else {"currency": "EUR"}
        super().__init__(data, initial=initial | {"contact": contact, "revision": record.revision if record else ""})
        statuses: Any = self.fields["status"]
        statuses.choices = [("", "—"), *choosable(also=record.status if record else None)]
        self.fields["contact"].widget = picking()
        if record:
            del self.fields["contact"]

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by title."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in GROUPS]

    def said(self) -> dict[str, Any]:
        """What is said of the order, as a program would say it."""
        found: dict[str, Any] = {}
        for name, place in PLACES.items():
            head, _, key = place.partition(".")
            value = self.cleaned_data.get(name)
            if name == "status":
                value = int(value) if value else None
            if name in self.fields:
                (found.setdefault(head, {}) if key else found)[key or head] = value
        return found


def _at(record: OrderRecord, place: str) -> Any:
    head, _, key = place.partition(".")
    value = getattr(record, head)
    return getattr(value, key) if key else value


class LineForm(Plain):
    """One line; an empty new one is nobody's line."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = _text("Item", max_length=500)
    quantity = _amount("Quantity")
    unit_price = _amount("Unit price")
    tax_rate = _amount("Tax, %")

    def said(self) -> dict[str, Any] | None:
        """What is said of the line; None of one that is neither there nor filled in."""
        values = self.cleaned_data
        if values.get("DELETE"):
            return {"id": values["id"], "remove": True} if values.get("id") else None
        if not values.get("id") and not any(values.get(name) for name in LINE):
            return None
        found = {name: values.get(name) or None for name in LINE}
        return found | ({"id": values["id"]} if values.get("id") else {})


Lines: Any = forms.formset_factory(LineForm, extra=0, can_delete=True, max_num=MOST, absolute_max=MOST + 1)


class PaymentForm(Plain):
    """One payment."""

    amount = _amount("Amount", "With a minus for money that goes back.")
    payment_type = _text("Method", max_length=64)
    transaction_id = _text("Transaction", max_length=200)
    notes = _text("Notes", max_length=2000)
