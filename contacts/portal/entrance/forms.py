"""Forms of the way in."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.portal.frame.forms import CodeField, PasswordField, PortalForm, needed

ADDRESS = gettext_lazy("Email address or mobile number")
LONGEST = 254
_PLAIN = {"autocapitalize": "none", "spellcheck": "false"}


def _line(label: Any, autocomplete: str, *, missing: Any = None, **kwargs: Any) -> forms.CharField:
    attrs = {"autocomplete": autocomplete} | (_PLAIN if autocomplete == "username" else {})
    if missing:
        kwargs["error_messages"] = needed(missing)
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.TextInput(attrs=attrs), **kwargs)


class SignInForm(PortalForm):
    """Who somebody is and, when they use one, their password."""

    username = _line(
        gettext_lazy("Email address, mobile number or user name"),
        "username webauthn",
        missing=gettext_lazy("Enter what you sign in with, for example your email address."),
    )
    password = PasswordField(required=False)
    stay = forms.BooleanField(label=gettext_lazy("Stay signed in on this device"), required=False)

    def __init__(self, *args: Any, by_password: bool, needs_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs |= _PLAIN
        if not by_password:
            del self.fields["password"]
        elif needs_password:
            self.fields["password"].required = True


class CodeForm(PortalForm):
    """The code that was sent."""

    code = CodeField()


class ForgotForm(PortalForm):
    """Whose password was forgotten."""

    username = _line(
        gettext_lazy("Email address, mobile number or user name"),
        "username",
        missing=gettext_lazy("Enter what you sign in with, for example your email address."),
    )


class NewPasswordForm(PortalForm):
    """A password somebody chooses."""

    password = PasswordField(
        new=True,
        label=gettext_lazy("New password"),
        help_text=gettext_lazy("A few words in a row are easy to remember and hard to guess."),
        error_messages=needed(gettext_lazy("Choose a password.")),
    )


class RegisterForm(PortalForm):
    """What is needed to open an account; nothing that is wanted for marketing is ticked."""

    address = _line(
        ADDRESS,
        "username",
        missing=gettext_lazy("Enter your email address or mobile number."),
        help_text=gettext_lazy("We send a code to it. A number begins with + and its country, like +357 99 123456."),
    )
    first_name = _line(gettext_lazy("First name"), "given-name", missing=gettext_lazy("Enter your first name."))
    last_name = _line(gettext_lazy("Last name"), "family-name", missing=gettext_lazy("Enter your last name."))
    password = PasswordField(
        new=True,
        required=False,
        help_text=gettext_lazy("Leave it empty to sign in with a code each time."),
    )
    by_email = forms.BooleanField(label=gettext_lazy("Send me news and offers by email"), required=False)
    by_sms = forms.BooleanField(label=gettext_lazy("Send me news and offers by SMS"), required=False)
    terms = forms.BooleanField(
        label=gettext_lazy("I accept the terms"),
        error_messages=needed(gettext_lazy("An account needs the terms to be accepted.")),
    )

    def __init__(self, *args: Any, terms: str, by_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not terms:
            del self.fields["terms"]
        if not by_password:
            del self.fields["password"]

    def is_email(self) -> bool:
        """Whether the address that was typed is meant to be an email address."""
        return "@" in self.cleaned_data["address"]


def wording() -> str:
    """What is agreed to by the two boxes, as the consent log keeps it."""
    return _("News and offers. You can withdraw this at any time in the portal or by the link in each message.")
