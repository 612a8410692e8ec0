"""Forms of custom-field groups and custom fields; what records are keyed by is fixed once values exist."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from contacts.directory.models import CustomValue
from contacts.lookups.models import CustomField, CustomFieldGroup
from contacts.staff.engine.declaration import DeskForm

CHOICE_TYPES = ("choice", "multichoice")
FIXED = ("group", "alias", "type", "part")
MAX_CHOICES, MAX_CHOICE_LENGTH = 500, 200


def alias_of(label: str) -> str:
    """Return an alias made from a label, "" when nothing of it fits: ``Shoe size`` is ``shoe_size``."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_").lstrip("0123456789_")[:64]


class CustomFieldGroupForm(DeskForm):
    """A set of custom fields; its alias is fixed once one of its fields has values."""

    class Meta:
        model = CustomFieldGroup
        fields = ("name", "alias", "position")
        labels = {"position": "Place on the page"}
        help_texts = {"alias": "What programs call it. Left empty, it is made from the name."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["alias"].required = False
        if self.instance.pk and CustomValue.objects.filter(field__group=self.instance).exists():
            _fix(self.fields["alias"])

    def clean(self) -> dict[str, Any]:
        """Make the alias from the name where none was typed."""
        return _with_alias(super().clean() or {}, source="name", form=self)


class CustomFieldForm(DeskForm):
    """A field that staff define; its choices are typed one a line."""

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
            "alias": "What programs call it. Left empty, it is made from the label.",
            "help_text": "Stands below the field where it is edited.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["alias"].required = False
        self.initial["choices"] = "\n".join(self.instance.choices or ())
        self.in_use = bool(self.instance.pk) and CustomValue.objects.filter(field=self.instance).exists()
        for name in FIXED if self.in_use else ():
            _fix(self.fields[name])

    def clean_choices(self) -> list[str]:
        """Read one choice a line, each once."""
        lines = (" ".join(line.split()) for line in str(self.cleaned_data["choices"]).splitlines())
        found = list({line.casefold(): line for line in lines if line}.values())
        if len(found) > MAX_CHOICES or any(len(choice) > MAX_CHOICE_LENGTH for choice in found):
            raise ValidationError(f"At most {MAX_CHOICES} choices of {MAX_CHOICE_LENGTH} characters.")
        gone = set(self.instance.choices or ()) - set(found)
        used = CustomValue.objects.filter(field=self.instance, text__in=gone) if self.in_use and gone else None
        if used and (names := sorted(set(used.values_list("text", flat=True)[:1000]))):
            raise ValidationError(f"Contacts have these choices, so they stay: {', '.join(names[:5])}.")
        return found

    def clean(self) -> dict[str, Any]:
        """Ask for choices where the type is made of them, and make the alias where none was typed."""
        data = _with_alias(super().clean() or {}, source="label", form=self)
        if data.get("type") in CHOICE_TYPES and "choices" in data and not data["choices"]:
            self.add_error("choices", "A choice needs at least one, one a line.")
        return data


def _fix(field: forms.Field) -> None:
    field.disabled = True
    field.help_text = "Fixed: contacts have values of it."


def _with_alias(data: dict[str, Any], *, source: str, form: forms.BaseForm) -> dict[str, Any]:
    if not data.get("alias") and "alias" not in form.errors and data.get(source):
        data["alias"] = alias_of(data[source])
        if not data["alias"]:
            form.add_error("alias", "Type an alias of Latin letters, digits and _, beginning with a letter.")
    return data
