"""What waits unsent in the words of the form that it was typed into, where that can be told from its address."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.urls import Resolver404, resolve

from contacts.options.declaration import DECLARED
from contacts.staff.approvals.forms import AskForm
from contacts.staff.frame.held import label
from contacts.staff.messages.writing import Letter
from contacts.staff.people.forms import DoorForm
from contacts.staff.people.one import create_views
from contacts.staff.settings.fields import field_of

Fields = Mapping[str, forms.Field]
UNSAID = {"revision", "anyway"}  # what forms carry along, and nobody typed
FORMS: dict[str, Callable[[Any], Fields]] = {
    "people-new": lambda user: DoorForm(actor=user, fields=create_views.FIELDS, body={}).fields,
    "settings": lambda user: _options(),
    "settings-group": lambda user: _options(),
    "people-write": lambda user: Letter.base_fields,
    "people-approvals-new": lambda user: AskForm.base_fields,
}


def told(typed: list[tuple[str, str]], *, address: str, user: Any) -> list[tuple[str, str]]:
    """Label and value of what was ``typed`` and says something; ``address`` is where it was sent."""
    fields = _fields(address, user)
    return [_told(fields.get(name), name, value) for name, value in typed if value and name not in UNSAID]


def _options() -> Fields:
    return {name: field_of(option) for name, option in DECLARED.items()}


def _fields(address: str, user: Any) -> Fields:
    try:
        place = resolve(urlsplit(address).path)
    except Resolver404:
        return {}
    if desk := place.kwargs.get("desk"):
        fields: Fields = desk.form.base_fields
        return fields
    return FORMS[place.url_name](user) if place.url_name in FORMS else {}


def _told(field: forms.Field | None, name: str, value: str) -> tuple[str, str]:
    if field is None:
        return label(name), value
    if isinstance(field, forms.BooleanField):
        value = "Yes"
    chosen = {str(key): words for key, words in getattr(field, "choices", ())}
    return str(field.label or label(name)), str(chosen.get(value, value))
