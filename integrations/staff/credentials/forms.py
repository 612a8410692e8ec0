"""The forms of a new credential and of one that there is; nobody can hand out rights that they do not hold."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from contacts.lookups.models import Organisation
from contacts.staff.engine.declaration import SeveralRows
from integrations.credentials.operations import LEAST_PASSWORD, MOST_PER_MINUTE, PER_MINUTE
from integrations.credentials.rights import EVERYTHING, RIGHTS
from integrations.dialects.registry import DIALECTS
from integrations.staff.showing import title_of

# What somebody must be allowed at the desk to let a program do it; a right that stands not here is a superuser's.
NEEDED: dict[str, tuple[str, ...]] = {
    "read": ("contacts.view_contact",),
    "write": ("contacts.add_contact", "contacts.change_contact"),
    "delete": ("contacts.delete_contact",),
    "numbers": ("contacts.view_contact", "contacts.view_sealednumber"),
}


def beyond(actor: Any, rights: Iterable[str]) -> list[str]:
    """Those of ``rights`` that ``actor`` cannot give, since they do not hold them."""
    return [right for right in rights if not _holds(actor, right)]


def _holds(actor: Any, right: str) -> bool:
    needed = NEEDED.get(right)
    return bool(actor.is_superuser) if needed is None else bool(actor.has_perms(needed))


class ChangeForm(forms.Form):
    """What a credential is called, and what it may."""

    use_required_attribute = False
    name = forms.CharField(label="Name", max_length=200, help_text="Which program this is, for example “Web shop”.")
    rights = forms.MultipleChoiceField(
        choices=list(RIGHTS.items()), label="What it may do", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )  # fmt: skip
    reach = SeveralRows(
        Organisation.objects.all(), label="Sees only contacts of", required=False,
        help_text="None chosen: everybody's contacts.",
    )  # fmt: skip
    per_minute = forms.IntegerField(
        label="Requests a minute", initial=PER_MINUTE, min_value=1, max_value=MOST_PER_MINUTE,
        help_text="More are answered with 429.",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["rights"].initial = [right for right in EVERYTHING if not beyond(actor, [right])]
        for field in {"dialect", "name", "per_minute"} & set(self.fields):
            self.fields[field].error_messages["required"] = f"{self.fields[field].label} is needed."

    def clean_rights(self) -> list[str]:
        """Refuse rights that the actor does not hold."""
        rights: list[str] = self.cleaned_data["rights"]
        if missing := beyond(self.actor, rights):
            labels = ", ".join(RIGHTS[right].lower() for right in missing)
            raise ValidationError(f"You cannot give rights that you do not have yourself: {labels}.")
        return rights


class CredentialForm(ChangeForm):
    """The same of a new one: which dialect, and its name and secret, where a program cannot be told new ones."""

    field_order = ("dialect", "name", "organisation", "rights", "reach", "per_minute", "username", "password")
    dialect = forms.ChoiceField(label="Dialect", help_text="A credential opens this one and no other.")
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(), label="Organisation", required=False, empty_label="None",
        help_text="Whom its contacts belong to unless it says otherwise.",
    )  # fmt: skip
    username = forms.CharField(
        label="User name", required=False, max_length=254, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Leave empty and one is made.",
    )  # fmt: skip
    password = forms.CharField(
        label="Secret", required=False, strip=False, max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=f"Leave empty and one is made, which is better. Otherwise {LEAST_PASSWORD} characters or more.",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        offered = [(one.name, title_of(one.name)) for one in DIALECTS if not one.by_apps]
        self.fields["dialect"].choices = offered  # type: ignore[attr-defined]
