"""Forms of custom-field groups and custom fields; what records are keyed by cannot be typed over."""

import re
import unicodedata
from typing import Any

from django import forms

from contacts.lookups.models import CustomField, CustomFieldGroup
from contacts.staff.engine.declaration import DeskForm


def alias_of(label: str) -> str:
    """Return an alias made from a label, "" when nothing of it fits: ``Shoe size`` is ``shoe_size``."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_").lstrip("0123456789_")[:64]


class CustomFieldGroupForm(DeskForm):
    """A set of custom fields; its alias is fixed once it is made."""

    class Meta:
        model = CustomFieldGroup
        fields = ("name", "alias", "position")
        labels = {"position": "Place on the page"}
        help_texts = {"alias": "What programs call it. Left empty, it is made from the name. It cannot change later."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _settle_alias(self)

    def clean(self) -> dict[str, Any]:
        """Make the alias from the name where none was typed."""
        return _with_alias(super().clean() or {}, source="name", form=self)


class CustomFieldForm(DeskForm):
    """A field that staff define; its choices are typed one a line. What contacts have values of keeps its type."""

    choices = forms.CharField(
        required=False,
        label="Choices",
        help_text="For a choice: one a line, in the order they are offered.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    class Meta:
        model = CustomField
        fields = (
            "label", "group", "type", "choices", "part", "alias", "help_text", "position",
            "is_customer_visible", "is_customer_editable",
        )  # fmt: skip
        labels = {
            "part": "Belongs to",
            "position": "Place in its group",
            "is_customer_visible": "Customers see it",
            "is_customer_editable": "Customers may change it",
        }
        help_texts = {
            "alias": "What programs call it. Left empty, it is made from the label. It cannot change later.",
            "help_text": "Stands below the field where it is edited.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _settle_alias(self)
        self.fields["group"].empty_label = "Choose a group"  # type: ignore[attr-defined]  # a foreign key's field
        self.initial["choices"] = "\n".join(self.instance.choices or ())
        if self.instance.pk and self.instance.values.exists():
            for name in ("group", "type", "part"):
                _fix(self.fields[name], "Fixed: contacts have values of it.")

    def clean_choices(self) -> list[str]:
        """Read one choice a line."""
        lines = (" ".join(line.split()) for line in str(self.cleaned_data["choices"]).splitlines())
        return [line for line in lines if line]

    def clean(self) -> dict[str, Any]:
        """Make the alias where none was typed."""
        return _with_alias(super().clean() or {}, source="label", form=self)


def _settle_alias(form: DeskForm) -> None:
    form.fields["alias"].required = False
    if form.instance.pk:
        _fix(form.fields["alias"], "Fixed: contacts and programs know it by this.")


def _fix(field: forms.Field, why: str) -> None:
    field.disabled = True
    field.help_text = why


def _with_alias(data: dict[str, Any], *, source: str, form: DeskForm) -> dict[str, Any]:
    if "alias" in form.fields and not data.get("alias") and "alias" not in form.errors and data.get(source):
        data["alias"] = alias_of(data[source])
        if not data["alias"]:
            form.add_error("alias", "Type an alias of Latin letters, digits and _, beginning with a letter.")
    return data
