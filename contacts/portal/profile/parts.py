"""Email addresses, telephone numbers and postal addresses, one at a time."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from msgspec import Struct

from contacts.portal import words
from contacts.portal.frame.forms import needed
from contacts.portal.profile.forms import RevisionForm, line
from contacts.record import choices
from contacts.record.contact import ContactRecord
from contacts.record.patch import AddressPatch, ContactPatch, EmailPatch, PhonePatch
from contacts.record.postal import address_lines

Part = Any  # an Email, Phone or Address of a record


class PartForm(RevisionForm):
    """One part; ``part`` is the one that is changed, None for a new one."""

    type = forms.ChoiceField(label=gettext_lazy("Kind"))

    def __init__(self, *args: Any, record: ContactRecord, part: Part | None, kind: "Kind", **kwargs: Any) -> None:
        values = {name: getattr(part, name) for name in self.base_fields if hasattr(part, name)}
        super().__init__(*args, initial=values | {"revision": record.revision}, **kwargs)
        self.part, self.kind = part, kind
        type_ = self.fields["type"]
        type_.choices = words.worded(kind.types, also=part.type if part else "")  # type: ignore[attr-defined]
        if "country" in self.fields:
            self.fields["country"].choices = words.country_choices()  # type: ignore[attr-defined]
        if "lines" in self.fields and not (part and part.lines):
            del self.fields["lines"]

    def patch(self) -> ContactPatch:
        """What is to change: the fields of this form and nothing else of the part."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        if self.part is not None:
            said["id"] = self.part.id
        return self.kind.patched(**said)

    @property
    def paths(self) -> Mapping[str, str]:
        """Where a fault of the record stands in this form."""
        return {f"{self.kind.name}[0].{name}": name for name in self.fields}


class EmailForm(PartForm):
    email = line(
        gettext_lazy("Email address"), "email", most=254, required=True,
        error_messages=needed(gettext_lazy("Enter an email address like name@example.org.")),
    )  # fmt: skip


class PhoneForm(PartForm):
    number = line(
        gettext_lazy("Number"), "tel", most=64, required=True,
        error_messages=needed(gettext_lazy("Enter the number.")),
        help_text=gettext_lazy("With + and its country, like +357 99 123456, or choose the country below."),
    )  # fmt: skip
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)


class AddressForm(PartForm):
    care_of = line(gettext_lazy("Care of"))
    lines = forms.CharField(label=gettext_lazy("Address"), max_length=2000, required=False, widget=forms.Textarea)
    street_name = line(gettext_lazy("Street"), "address-line1")
    street_number = line(gettext_lazy("House number"))
    apartment_number = line(gettext_lazy("Flat"))
    area = line(gettext_lazy("Area"), "address-level3")
    postal_code = line(gettext_lazy("Postal code"), "postal-code", most=100)
    town = line(gettext_lazy("Town"), "address-level2")
    region = line(gettext_lazy("Region"), "address-level1")
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)


class Kind(Struct, frozen=True):
    """One kind of part: its name in the record, its form and patch, and what pages call it."""

    name: str
    form: type[PartForm]
    patch: Any
    types: tuple[str, ...]
    add: Promise
    change: Promise
    remove: Promise
    is_proof: bool  # whether one could sign in with it, so that changing it asks who it is

    def patched(self, **said: Any) -> ContactPatch:
        """A change of one part."""
        spoken: dict[str, Any] = {self.name: [self.patch(**said)]}
        return ContactPatch(**spoken)

    @property
    def add_url(self) -> str:
        return f"portal:add-{self.name}"

    @property
    def change_url(self) -> str:
        return f"portal:change-{self.name}"

    @property
    def remove_url(self) -> str:
        return f"portal:remove-{self.name}"

    @property
    def prefer_url(self) -> str:
        return f"portal:prefer-{self.name}"

    def shown(self, part: Part) -> str:
        """One part in a line."""
        if self.name == "emails":
            return str(part.email)
        return str(part.number) if self.name == "phones" else _address(part)

    def of(self, record: ContactRecord) -> list[Part]:
        """The parts of this kind that are in use, the primary one first."""
        return sorted(
            (part for part in getattr(record, self.name) if part.is_active), key=lambda part: not part.is_primary
        )


def _address(part: Part) -> str:
    country = words.country(part.country)
    return ", ".join(address_lines(part, country=country, flat=gettext("Flat"), floor=gettext("Floor")))


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "emails", EmailForm, EmailPatch, choices.members(choices.EmailType), gettext_lazy("Add an email address"),
            gettext_lazy("Change the email address"), gettext_lazy("Remove the email address"), True,
        ),
        Kind(
            "phones", PhoneForm, PhonePatch, choices.members(choices.PhoneType), gettext_lazy("Add a number"),
            gettext_lazy("Change the number"), gettext_lazy("Remove the number"), True,
        ),
        Kind(
            "addresses", AddressForm, AddressPatch, choices.members(choices.AddressType),
            gettext_lazy("Add an address"), gettext_lazy("Change the address"), gettext_lazy("Remove the address"),
            False,
        ),
    )
}  # fmt: skip
