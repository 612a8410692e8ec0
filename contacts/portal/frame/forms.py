"""Forms of the portal: what the rooms refuse is said at the field it is about, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.portal.frame.refusals import said
from contacts.record.errors import Invalid


class PortalForm(forms.Form):
    """A form whose fields say what is missing, and that takes what a room refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def take(self, refusal: Invalid, fields: Mapping[str, str] = {}) -> None:
        """Show a refusal; ``fields`` says which field a path stands in where the two are not named alike."""
        for error in refusal.errors:
            name = fields.get(error.path, error.path)
            self.add_error(name if name in self.fields else None, said(error))


def needed(text: Any) -> dict[str, Any]:
    """What a field says when it was left empty; ``text`` may be lazy."""
    return {"required": text}


class CodeField(forms.CharField):
    """Six digits from a mail or an SMS; what people put between them does not matter."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code", "spellcheck": "false"}
        kwargs.setdefault("label", gettext_lazy("Code"))
        kwargs.setdefault("error_messages", needed(gettext_lazy("Enter the six digits we sent you.")))
        super().__init__(max_length=20, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        return "".join(letter for letter in str(super().clean(value)) if letter.isdecimal())


class PasswordField(forms.CharField):
    """A password; ``new`` asks the browser's keeper to suggest one."""

    def __init__(self, *, new: bool = False, **kwargs: Any) -> None:
        attrs = {"autocomplete": "new-password" if new else "current-password"}
        kwargs.setdefault("label", gettext_lazy("Password"))
        kwargs.setdefault("error_messages", needed(gettext_lazy("Enter your password.")))
        super().__init__(max_length=128, strip=False, widget=ShownPassword(attrs=attrs), **kwargs)


class ShownPassword(forms.PasswordInput):
    """A password that the page's script lets one look at; the word on the button comes from here, translated."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, {**(attrs or {}), "data-show": _("Show the password")})
