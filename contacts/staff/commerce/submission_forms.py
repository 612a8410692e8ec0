"""The form of a case or a booking."""

from typing import Any

from django import forms

from contacts.commerce.submissions.record import BookingRecord, CaseRecord
from contacts.staff.commerce.desks import BOOKING_KIND, Kind
from contacts.staff.commerce.forms import Plain, picking

ANSWERS = "One answer a line, like: question: Where is my parcel?"
NAMES = {"form.name": "form_name", "form.alias": "form_alias", "event.name": "event_name"}


class SubmissionForm(Plain):
    """A case, or with its event and places a booking."""

    contact = forms.CharField(label="Customer", required=False, help_text="Type a name and choose.")
    event_name = forms.CharField(label="Event", required=False, max_length=200)
    allocation = forms.IntegerField(label="Places", required=False, min_value=0)
    order_id = forms.IntegerField(label="Order", required=False, help_text="The number of an order of this customer.")
    form_name = forms.CharField(label="Form", required=False, max_length=200)
    form_alias = forms.CharField(label="Alias of the form", required=False, max_length=100)
    fields_said = forms.CharField(
        label="Answers", required=False, help_text=ANSWERS, widget=forms.Textarea(attrs={"rows": 6})
    )
    revision = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, kind: Kind, record: CaseRecord | None, contact: str = "") -> None:
        self.before = record.fields if record else {}
        super().__init__(data, initial=_initial(record) if record else {"contact": contact, "allocation": 1})
        self.fields["contact"].widget = picking()
        gone = ["contact"] if record else []
        gone += [] if kind is BOOKING_KIND else ["event_name", "allocation"]
        for name in gone:
            del self.fields[name]

    def said(self) -> dict[str, Any]:
        """What is said of it, as a program would say it."""
        values = self.cleaned_data
        found: dict[str, Any] = {
            "order_id": values["order_id"], "fields": self._answers(),
            "form": {"name": values["form_name"], "alias": values["form_alias"]},
        }  # fmt: skip
        if "allocation" in self.fields:
            found |= {"event": {"name": values["event_name"]}, "allocation": values["allocation"]}
        return found

    def _answers(self) -> dict[str, Any]:
        """An answer that reads as it did before keeps its kind: a number stays one."""
        pairs = (line.partition(":") for line in self.cleaned_data["fields_said"].splitlines() if line.strip())
        found = {name.strip(): value.strip() for name, _, value in pairs}
        return {
            name: self.before[name] if _written(self.before.get(name)) == value and name in self.before else value
            for name, value in found.items()
        }


def _written(value: Any) -> str:
    return " ".join(str("" if value is None else value).split())


def _initial(record: CaseRecord) -> dict[str, Any]:
    found: dict[str, Any] = {
        "order_id": record.order_id, "form_name": record.form.name, "form_alias": record.form.alias,
        "fields_said": "\n".join(f"{name}: {_written(value)}" for name, value in record.fields.items()),
        "revision": record.revision,
    }  # fmt: skip
    if isinstance(record, BookingRecord):
        found |= {"event_name": record.event.name, "allocation": record.allocation}
    return found
