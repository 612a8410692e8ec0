"""The forms of a key and of an app."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from contacts.access.apps import operations as apps
from contacts.access.apps.models import App, AppKind, Mode
from contacts.access.apps.naming import GRANTS, SERVER_GRANTS
from contacts.access.keys import operations as keys
from contacts.record.errors import Invalid
from contacts.staff.programs.rights import scopes_of

LASTS = (("90", "90 days"), ("30", "30 days"), ("365", "a year"), ("", "until it is revoked"))


class ProgramForm(forms.Form):
    """What keys and apps share: a name and an allowance, and taking what a room refuses."""

    use_required_attribute = False
    name = forms.CharField(
        label="Name", max_length=200, error_messages={"required": "Say which program it is for."},
        help_text="Which program it is for, such as “Web shop”; it stands on the timeline of what the program changes.",
    )  # fmt: skip
    per_minute = forms.IntegerField(
        label="Requests a minute", min_value=1, max_value=keys.MOST_PER_MINUTE, initial=keys.PER_MINUTE,
        error_messages={"required": "Say how many requests a minute it may make."},
    )  # fmt: skip

    def take(self, refusal: Invalid) -> None:
        """Show what the room refused, at its field."""
        for fault in refusal.errors:
            name = fault.path.partition("[")[0]
            self.add_error(name if name in self.fields else None, fault.message)


class KeyForm(ProgramForm):
    """A key: its scopes and how long it lasts."""

    scopes = forms.MultipleChoiceField(
        label="What it may do", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one; as few as the program needs."},
        help_text="Rights that you do not have yourself are not offered.",
    )  # fmt: skip
    lasts = forms.ChoiceField(label="Good for", required=False, choices=LASTS, initial="90")
    field_order = ("name", "scopes", "lasts", "per_minute")

    def __init__(self, data: Any, *, actor: Any) -> None:
        super().__init__(data)
        self.fields["scopes"].choices = scopes_of(actor)  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """A valid form as the room's ``issue_key`` takes it."""
        values = self.cleaned_data
        days = int(values["lasts"]) if values["lasts"] else 0
        expires_at = timezone.now() + dt.timedelta(days=days) if days else None
        return {name: values[name] for name in ("name", "scopes", "per_minute")} | {"expires_at": expires_at}


class AppForm(ProgramForm):
    """An app; where it runs and whether it is for testing are said once."""

    kind = forms.ChoiceField(label="Where it runs", choices=AppKind.choices)
    mode = forms.ChoiceField(
        label="Live or test", choices=Mode.choices,
        help_text="A test app reaches only accounts that were registered with test apps.",
    )  # fmt: skip
    origins = forms.CharField(
        label="Pages that may use it", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line: scheme and host, like https://shop.example.org. Apps on phones and servers need none.",
    )  # fmt: skip
    grants = forms.MultipleChoiceField(
        label="What it may do besides", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(key, text + (" (servers only)" if key in SERVER_GRANTS else "")) for key, text in GRANTS.items()],
    )  # fmt: skip
    field_order = ("name", "kind", "mode", "origins", "grants", "per_minute")

    def __init__(self, data: Any, *, app: App | None = None) -> None:
        initial: dict[str, Any] = {"per_minute": apps.PER_MINUTE}
        if app is not None:
            initial = {name: getattr(app, name) for name in ("name", "grants", "per_minute")}
            initial["origins"] = "\n".join(app.origins)
        super().__init__(data, initial=initial)
        if app is not None:
            del self.fields["kind"], self.fields["mode"]

    def said(self) -> dict[str, Any]:
        """A valid form as the room's ``issue`` and ``change`` take it."""
        return self.cleaned_data | {"origins": self.cleaned_data["origins"].split()}
