"""Forms of look-ups: one family of fields, a form for each model made from its columns."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from contacts.directory.models import Contact
from contacts.staff.engine.declaration import DeskForm

HELP = {
    "code": "What other programs call it. May stay empty.",
    "position": "Smaller numbers stand first in lists of choices.",
    "is_active": "Switch off to offer it no longer. Contacts that have it keep it.",
}
LABELS = {
    "is_active": "In use",
    "position": "Place in lists",
    "custom_identifier": "Own identifier",
    "hierarchy_level": "Level",
    "alternative_code": "Second code",
}


class LookUpForm(DeskForm):
    """A look-up's form; a name that is taken in another case is refused at its field."""

    def clean_name(self) -> str:
        """Trim the name and refuse one that another row has, whatever its case."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        model: Any = self._meta.model
        others = model._default_manager.filter(name__iexact=name).exclude(pk=self.instance.pk)
        unique = any(constraint.name.endswith("_name") for constraint in model._meta.constraints)
        if unique and others.exists():
            raise ValidationError(f"There is a {model._meta.verbose_name} of this name already.")
        return name


def lookup_form(of: type[Model], *names: str) -> type[LookUpForm]:
    """Return the form of a look-up with the named columns, in that order."""
    widgets = {"description": forms.Textarea(attrs={"rows": 2})} if "description" in names else {}
    meta = type(
        "Meta",
        (),
        {"model": of, "fields": names, "labels": LABELS, "help_texts": HELP, "widgets": widgets},
    )
    base = OrganisationForm if "contact" in names else LookUpForm
    return type(f"{of.__name__}Form", (base,), {"Meta": meta})


class OrganisationForm(LookUpForm):
    """An organisation's form; its contact is named by code, for there may be a million to choose from."""

    contact = forms.ModelChoiceField(
        required=False,
        queryset=Contact.objects.filter(is_archived=False),
        to_field_name="code",
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "C000017"}),
        label="Contact",
        help_text="The code of the contact that this organisation is; it stands on the contact’s page.",
        error_messages={"invalid_choice": "There is no contact with this code. Codes look like C000017."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.contact_id:
            self.initial["contact"] = self.instance.contact.code
            self.fields["contact"].help_text = f"Now {self.instance.contact}. The code stands on the contact’s page."
