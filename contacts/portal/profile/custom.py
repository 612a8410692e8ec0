"""Fields that staff defined and marked for customers: some are seen, some may be changed."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.lookups import queries as lookups
from contacts.lookups.models import CustomField
from contacts.portal.profile.forms import RevisionForm
from contacts.record.contact import ContactRecord
from contacts.record.patch import ContactPatch

YES_NO = (("", "—"), ("true", gettext_lazy("Yes")), ("false", gettext_lazy("No")))


def fields_for_customers() -> list[CustomField]:
    """The fields that customers see, in the order staff gave them; in one statement."""
    return [row for row in lookups.custom_rows("contact") if row.is_customer_visible or row.is_customer_editable]


def shown(row: CustomField, record: ContactRecord) -> str:
    """The value of one field in words; empty when there is none."""
    value = record.custom.get(row.group.alias, {}).get(row.alias)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)


class CustomForm(RevisionForm):
    """The fields that a customer may change."""

    def __init__(self, *args: Any, rows: list[CustomField], record: ContactRecord, **kwargs: Any) -> None:
        self.rows = {row.alias: row for row in rows if row.is_customer_editable}
        values = {row.alias: _initial(row, record) for row in self.rows.values()}
        super().__init__(*args, initial=values | {"revision": record.revision}, **kwargs)
        self.fields |= {alias: _field(row) for alias, row in self.rows.items()}

    def patch(self) -> ContactPatch:
        """What is to change; a field that was left empty is cleared."""
        said: dict[str, dict[str, Any]] = {}
        for alias, row in self.rows.items():
            said.setdefault(row.group.alias, {})[alias] = self.cleaned_data[alias] or None
        return ContactPatch(custom=said)

    @property
    def paths(self) -> dict[str, str]:
        """Where a fault of the record stands in this form."""
        return {f"custom.{row.group.alias}.{alias}": alias for alias, row in self.rows.items()}


def _initial(row: CustomField, record: ContactRecord) -> Any:
    value = record.custom.get(row.group.alias, {}).get(row.alias)
    return str(value).lower() if isinstance(value, bool) else value


def _field(row: CustomField) -> forms.Field:
    """A field of the right kind; whether its text is a number or a date is checked by the record."""
    same: dict[str, Any] = {"label": row.label, "help_text": row.help_text, "required": False}
    pairs = [(choice, choice) for choice in row.choices]
    if row.type == "boolean":
        return forms.ChoiceField(choices=YES_NO, **same)
    if row.type == "choice":
        return forms.ChoiceField(choices=[("", "—"), *pairs], **same)
    if row.type == "multichoice":
        return forms.MultipleChoiceField(choices=pairs, widget=forms.CheckboxSelectMultiple, **same)
    kinds = {"date": "date", "integer": "number"}
    return forms.CharField(widget=forms.TextInput(attrs={"type": kinds.get(row.type, "text")}), **same)
