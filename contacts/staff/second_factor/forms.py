"""What is typed to prove who one is."""

from django import forms

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}
RECOVERY = {"autocomplete": "off", "autocapitalize": "none", "autofocus": True, "spellcheck": "false"}


class PlainForm(forms.Form):
    """The server says what is missing, in words."""

    use_required_attribute = False


class CodeForm(PlainForm):
    """The six digits of an app."""

    code = forms.CharField(
        label="Code", max_length=12, widget=forms.TextInput(attrs=CODE),
        error_messages={"required": "Type the six digits that the app shows now."},
    )  # fmt: skip


class RecoveryForm(PlainForm):
    """One of the ten codes."""

    code = forms.CharField(
        label="Recovery code", max_length=40, widget=forms.TextInput(attrs=RECOVERY),
        error_messages={"required": "Type one of the codes that you kept."},
    )  # fmt: skip


class AppForm(CodeForm):
    """The first code of an app, and what it is called."""

    name = forms.CharField(
        label="Name", max_length=60, required=False, initial="Phone", help_text="So that you know it from others."
    )


class ReasonForm(PlainForm):
    """Why somebody's second factor is taken away."""

    reason = forms.CharField(
        label="Reason", max_length=300, widget=forms.TextInput(attrs={"autofocus": True}),
        help_text="For example “lost the phone, asked in person”. It is kept with your name.",
        error_messages={"required": "Say why; it is kept with your name."},
    )  # fmt: skip
