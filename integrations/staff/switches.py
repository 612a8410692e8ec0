"""A form of declared options: the decisions about one dialect, or those that all share."""

from typing import Any

from django import forms

from contacts.history.actor import Actor
from contacts.options import operations, queries
from contacts.options.declaration import DECLARED, Option
from contacts.record.errors import Invalid


def options_of(dialect: str) -> list[Option]:
    """The options whose names begin with ``<dialect>.``; ``dialects`` has those that all share."""
    return [option for name, option in sorted(DECLARED.items()) if name.startswith(f"{dialect}.")]


class SwitchesForm(forms.Form):
    """One field for each option; a secret is never shown, and stays as it is when its field is left empty."""

    use_required_attribute = False

    def __init__(self, options: list[Option], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = {option.name: option for option in options}
        self.fields = {option.name: _field(option) for option in options}

    def store(self, actor: Actor) -> bool:
        """Keep what was changed; False when the options refused it, and then the form says why."""
        values = {
            name: value
            for name, value in self.cleaned_data.items()
            if name in self.changed_data and not (self.options[name].kind == "secret" and value == "")
        }
        try:
            operations.change(values=values, actor=actor)
        except Invalid as exc:
            for fault in exc.errors:
                self.add_error(fault.path if fault.path in self.fields else None, fault.message)
            return False
        return True


def _field(option: Option) -> forms.Field:
    now = "" if option.kind == "secret" else queries.get(option)
    told: dict[str, Any] = {"label": _label(option), "help_text": option.help, "initial": now, "required": False}
    match option.kind:
        case "flag":
            return forms.BooleanField(**told)
        case "number":
            needed = {"required": f"{_label(option)} is needed."}
            told |= {"required": True, "min_value": option.least, "max_value": option.most, "error_messages": needed}
            return forms.IntegerField(**told)
        case "choice":
            return forms.ChoiceField(**told | {"required": True, "choices": option.choices})
        case "choices":
            return forms.MultipleChoiceField(**told, choices=option.choices, widget=forms.CheckboxSelectMultiple)
        case "secret":
            return forms.CharField(**told, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"}))
    widget = forms.Textarea() if option.kind == "long_text" else forms.TextInput()
    return forms.CharField(**told, strip=False, widget=widget)


def _label(option: Option) -> str:
    """Without the dialect's name before it: the page says which one."""
    text = option.label.partition(": ")[2] or option.label
    return text[:1].upper() + text[1:]
