"""Forms of one's own details. What is not named here cannot be changed in the portal, whatever is sent."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.portal import words
from contacts.portal.frame.forms import PortalForm, needed
from contacts.record import choices
from contacts.record.contact import ContactRecord, PartialDate
from contacts.record.patch import ContactPatch, DemographicsPatch, PartialDatePatch

PERSON = ("title", "first_name", "middle_name", "last_name", "gender", "birth_date", "country_of_residence", "language")
COMPANY = ("company_name", "website", "language")
DEMOGRAPHIC = ("gender", "birth_date", "country_of_residence")


def line(label: Any, autocomplete: str = "off", *, most: int = 200, **kwargs: Any) -> forms.CharField:
    """One line of text."""
    kwargs.setdefault("required", False)
    return forms.CharField(
        label=label, max_length=most, widget=forms.TextInput(attrs={"autocomplete": autocomplete}), **kwargs
    )


class RevisionForm(PortalForm):
    """A form about a record that may change while somebody fills it in."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def overtaken(self, current: int) -> None:
        """Say that the record changed meanwhile; what was typed stays, and saving once more goes over it."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["revision"] = str(current)  # type: ignore[index]
        self.add_error(
            None, _("Your details were changed elsewhere while you were writing. Check them and save again.")
        )


class DateWidget(forms.MultiWidget):
    """Day, month and year, each for itself: nobody needs to know how a date is spelled here."""

    use_fieldset = True

    def __init__(self) -> None:
        labels = (gettext_lazy("Day"), gettext_lazy("Month"), gettext_lazy("Year"))
        parts = [
            forms.TextInput(attrs={"aria-label": label, "placeholder": label, "inputmode": "numeric", "class": "short"})
            for label in labels
        ]
        super().__init__(parts)

    def decompress(self, value: PartialDate | None) -> list[int | None]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class PartialDateField(forms.MultiValueField):
    """A date of which a part may be unknown."""

    def __init__(self, **kwargs: Any) -> None:
        wrong = {"invalid": gettext_lazy("Enter a date with numbers, like 28 2 1980.")}
        within = ((1, 31), (1, 12), (1850, dt.date.max.year))
        fields = [forms.IntegerField(min_value=least, max_value=most, required=False) for least, most in within]
        super().__init__(
            fields, widget=DateWidget(), require_all_fields=False, required=False, error_messages=wrong, **kwargs
        )

    def compress(self, values: list[int | None]) -> PartialDate | None:
        if not any(values):
            return None
        return PartialDate(day=values[0], month=values[1], year=values[2])


class DetailsForm(RevisionForm):
    """Who somebody is."""

    title = line(gettext_lazy("Title"), "honorific-prefix")
    first_name = line(
        gettext_lazy("First name"), "given-name", required=True,
        error_messages=needed(gettext_lazy("Enter your first name.")),
    )  # fmt: skip
    middle_name = line(gettext_lazy("Middle name"), "additional-name")
    last_name = line(
        gettext_lazy("Last name"), "family-name", required=True,
        error_messages=needed(gettext_lazy("Enter your last name.")),
    )  # fmt: skip
    company_name = line(
        gettext_lazy("Company"), "organization", required=True,
        error_messages=needed(gettext_lazy("Enter the name of the company.")),
    )  # fmt: skip
    website = line(gettext_lazy("Website"), "url")
    gender = forms.ChoiceField(label=gettext_lazy("Gender"), required=False)
    birth_date = PartialDateField(label=gettext_lazy("Date of birth"))
    country_of_residence = forms.ChoiceField(label=gettext_lazy("Country you live in"), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), required=False, help_text=gettext_lazy("In which we write to you.")
    )

    def __init__(self, *args: Any, record: ContactRecord, **kwargs: Any) -> None:
        own = COMPANY if record.kind == "company" else PERSON
        about = record.demographics
        values = {name: getattr(about if name in DEMOGRAPHIC else record, name) for name in own}
        super().__init__(*args, initial=values | {"revision": record.revision}, **kwargs)
        for name in [name for name in self.fields if name not in (*own, "revision")]:
            del self.fields[name]
        offered = {
            "gender": [("", "—"), *words.worded(choices.members(choices.Gender))],
            "country_of_residence": words.country_choices(),
            "language": words.language_choices(also=record.language),
        }
        for name, pairs in offered.items():
            if name in self.fields:
                self.fields[name].choices = pairs  # type: ignore[attr-defined]

    def patch(self) -> ContactPatch:
        """What is to change."""
        said: dict[str, Any] = {name: self.cleaned_data[name] for name in self.fields if name != "revision"}
        about = {name: said.pop(name) or None for name in DEMOGRAPHIC if name in said}
        if date := about.get("birth_date"):
            about["birth_date"] = PartialDatePatch(day=date.day, month=date.month, year=date.year)
        if about:
            said["demographics"] = DemographicsPatch(**about)
        return ContactPatch(**said)
