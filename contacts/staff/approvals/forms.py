"""The form that asks."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from contacts.approvals import options
from contacts.approvals.asking import LONGEST_DAYS, MOST_TEXT
from contacts.commerce.orders import queries as orders
from contacts.options import queries as decided

ORDERS_OFFERED = 50
FIELDS = {"entity.reference": "reference", "expires_at": "days", "entity.type": "order"}


class AskForm(forms.Form):
    """What is asked: about an order of the contact, or anything that can be said in words."""

    use_required_attribute = False
    order = forms.ChoiceField(label="Order", required=False, help_text="Or leave this and say below what it is about.")
    title = forms.CharField(
        label="What is to be approved", required=False, max_length=200,
        help_text="The contact reads this first. Empty: the order’s name.",
    )  # fmt: skip
    reference = forms.CharField(
        label="Reference", required=False, max_length=200, help_text="A number or name that the contact knows it by."
    )
    text = forms.CharField(
        label="Details", required=False, max_length=MOST_TEXT, strip=False, widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    days = forms.IntegerField(
        label="Days to decide", min_value=1, max_value=LONGEST_DAYS,
        error_messages={"required": f"Say how many days, from 1 to {LONGEST_DAYS}."},
    )  # fmt: skip

    def __init__(self, data: Any, *, contact: int) -> None:
        super().__init__(data, initial={"days": decided.get(options.DAYS)})
        rows = list(orders.of_contact(contact)[:ORDERS_OFFERED])
        self.orders = {str(row.pk): row for row in rows}
        self.fields["order"].choices = [("", "None"), *((key, str(row)) for key, row in self.orders.items())]  # type: ignore[attr-defined]
        if not rows:
            del self.fields["order"]

    def said(self) -> dict[str, Any]:
        """A valid form as the room's ``ask`` takes it."""
        values = self.cleaned_data
        order = self.orders.get(values.get("order", ""))
        said = {name: values[name] for name in ("title", "reference", "text")}
        said["expires"] = timezone.now() + dt.timedelta(days=values["days"])
        if order is not None:
            said |= {"entity_type": "ORDERS", "entity_id": str(order.uuid)}
            said["reference"] = said["reference"] or str(order)
            said["title"] = said["title"] or str(order)
        return said
