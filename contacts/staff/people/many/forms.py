"""What many contacts are given alike; what is left alone stays."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from contacts.lookups import queries as lookups
from contacts.record.contact import ContactRecord
from contacts.staff.people.fields import ALL

LEAVE, NONE = ("", "Leave as it is"), "none"
ONE_OF = ("life_cycle_state", "category", "owner_group", "privacy_level", "customer_type", "language", "is_active")
FLAG = (("yes", "Yes"), ("no", "No"))


class ManyForm(forms.Form):
    """Values to set, tags to add and tags to take away."""

    use_required_attribute = False

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        for path in ONE_OF:
            self.fields[path] = forms.ChoiceField(
                label=ALL[path].label, required=False, choices=(LEAVE, *_choices(path))
            )
        self.fields["status"] = forms.CharField(label="Status", required=False, help_text="Empty leaves it.")
        for name, label in (("add_tags", "Add tags"), ("drop_tags", "Take tags away")):
            self.fields[name] = forms.CharField(label=label, required=False, help_text="Separated by commas.")

    def clean(self) -> dict[str, Any]:
        """Something has to be said."""
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise ValidationError("Choose what to change.")
        return cleaned

    def patch(self, record: ContactRecord) -> dict[str, Any]:
        """What is said of one contact: the same of each, but for its tags."""
        said = {path: _value(path, self.cleaned_data[path]) for path in ONE_OF if self.cleaned_data[path]}
        if status := self.cleaned_data["status"]:
            said["status"] = status
        add, drop = (_words(self.cleaned_data[name]) for name in ("add_tags", "drop_tags"))
        if add or drop:
            kept = [tag for tag in record.tags if tag not in drop]
            said["tags"] = [*kept, *(tag for tag in add if tag not in kept)]
        return said


def _choices(path: str) -> tuple[tuple[str, str], ...]:
    field = ALL[path]
    if field.kind == "flag":
        return FLAG
    if field.of:
        return (NONE, "None"), *((str(pk), name) for pk, name in lookups.choosable(field.of))
    return tuple((value or NONE, label) for value, label in field.choices)


def _value(path: str, chosen: str) -> Any:
    field = ALL[path]
    if field.kind == "flag":
        return chosen == "yes"
    if chosen == NONE:
        return None if field.of else ""
    return int(chosen) if field.of else chosen


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
