"""A form from declared options: one field each, by its kind."""

from collections.abc import Sequence
from typing import Any

from django import forms

from contacts.options import queries
from contacts.options.declaration import Option
from contacts.options.models import OptionValue
from contacts.record.errors import Invalid


def field_of(option: Option) -> forms.Field:
    """The field of one option; whatever is checked beyond its kind is the room's to check."""
    said: dict[str, Any] = {"label": option.label, "help_text": option.help, "required": False}
    if option.kind == "flag":
        return forms.BooleanField(**said)
    if option.kind == "number":
        said |= {"min_value": option.least, "max_value": option.most, "required": True}
        return forms.IntegerField(**said, error_messages={"required": "A number is needed."})
    if option.kind == "choice":
        return forms.ChoiceField(**said, choices=option.choices)
    if option.kind == "choices":
        return forms.MultipleChoiceField(**said, choices=option.choices, widget=forms.CheckboxSelectMultiple)
    if option.kind == "secret":
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password", "placeholder": "Leave empty to keep it"})
        return forms.CharField(**said, strip=False, widget=widget)
    widget = forms.Textarea(attrs={"rows": 4}) if option.kind == "long_text" else forms.TextInput()  # type: ignore[assignment]
    return forms.CharField(**said, widget=widget)


class OptionsForm(forms.Form):
    """The options of one group."""

    use_required_attribute = False

    def __init__(self, data: Any, *, options: Sequence[Option], decided: dict[str, OptionValue]) -> None:
        self.options = options
        self.decided = decided
        self.before = {option.name: queries.get(option) for option in options}
        shown = {option.name: self.before[option.name] for option in options if option.kind != "secret"}
        super().__init__(data, initial=shown)
        for option in options:
            self.fields[option.name] = field_of(option)

    def changes(self) -> dict[str, Any]:
        """What of a valid form differs from what holds; an empty secret stays as it is."""
        found: dict[str, Any] = {}
        for option in self.options:
            value = self.cleaned_data[option.name]
            if isinstance(value, str):
                value = value.replace("\r\n", "\n")
            if value != self.before[option.name] and not (option.kind == "secret" and not value):
                found[option.name] = value
        return found

    def take(self, refusal: Invalid) -> None:
        """Show what the rooms refused, at its field."""
        for fault in refusal.errors:
            name = next((name for name in self.fields if fault.path == name or fault.path.startswith(f"{name}[")), None)
            self.add_error(name, fault.message)

    def rows(self) -> list[tuple[Option, Any, OptionValue | None]]:
        """(option, its field, what was decided) in the order of declaration."""
        return [(option, self[option.name], self.decided.get(option.name)) for option in self.options]
