"""The closed lists of records as customers read them."""

import datetime as dt
import gettext as tables
from functools import cache

import pycountry
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from contacts.record import choices
from contacts.record.cleaning.countries import countries
from contacts.record.contact import PartialDate

WORDS: dict[str, Promise] = {
    "PERSONAL": gettext_lazy("Personal"),
    "BUSINESS": gettext_lazy("Work"),
    "OTHER": gettext_lazy("Other"),
    "MOBILE": gettext_lazy("Mobile"),
    "LANDLINE": gettext_lazy("Landline"),
    "FAX": gettext_lazy("Fax"),
    "HOME": gettext_lazy("Home"),
    "POBOX": gettext_lazy("PO box"),
    "ALTERNATIVE": gettext_lazy("Another one"),
    "BILLING": gettext_lazy("For invoices"),
    "SHIPPING": gettext_lazy("For deliveries"),
    "FEMALE": gettext_lazy("Female"),
    "MALE": gettext_lazy("Male"),
    "EMAIL": gettext_lazy("Email"),
    "SMS": gettext_lazy("SMS"),
    "INAPP": gettext_lazy("In this portal"),
    "DEVICE": gettext_lazy("On your device"),
    "PHONE": gettext_lazy("Telephone"),
    "POST": gettext_lazy("Post"),
    "ANY": gettext_lazy("Every way"),
    "ORDERS": gettext_lazy("Orders"),
    "REWARDS": gettext_lazy("Rewards"),
}
SHORT = {"el": "el", "de": "de", "fr": "fr", "es": "es"}  # what pycountry brings for the portal's languages


def word(member: str) -> str:
    """One member in the reader's language; a member of the operator's own is told as it is."""
    known = WORDS.get(member)
    return str(known) if known is not None else choices.label(member)


def worded(members: tuple[str, ...], *, also: str = "") -> list[tuple[str, str]]:
    """Choices of a field: what the portal has words for, and the one there is."""
    return [(member, word(member)) for member in members if member in WORDS or member == also]


def country_choices() -> list[tuple[str, str]]:
    """Countries by their names in the reader's language, in the order of these."""
    names = [(code, _translated("iso3166-1", row.name)) for code, row in countries().items()]
    return [("", "—"), *sorted(names, key=lambda pair: pair[1].casefold())]


def country(code: str | None) -> str:
    """One country in the reader's language."""
    row = countries().get(code or "")
    return _translated("iso3166-1", row.name) if row else code or ""


def language_choices(*, also: str = "") -> list[tuple[str, str]]:
    """Languages by their names in the reader's language; the operator's free slots only when one is in use."""
    names = [
        (code, _translated("iso639-3", name))
        for code, name in choices.languages().items()
        if not code.startswith("CUSTOM") or code == also
    ]
    return [("", "—"), *sorted(names, key=lambda pair: pair[1].casefold())]


def language(code: str) -> str:
    """One language in the reader's language."""
    return _translated("iso639-3", choices.languages().get(code, code)) if code else ""


def _translated(domain: str, name: str) -> str:
    return _table(domain, SHORT.get((get_language() or "en")[:2], "")).gettext(name)


@cache
def _table(domain: str, language: str) -> tables.NullTranslations:
    if not language:
        return tables.NullTranslations()
    return tables.translation(domain, pycountry.LOCALES_DIR, languages=[language], fallback=True)


def partial_date(date: PartialDate) -> str:
    """What is known of a date, as the reader's language writes it."""
    if not date.month:
        return str(date.year or date.day or "")
    format = ("DATE_FORMAT" if date.day else "YEAR_MONTH_FORMAT") if date.year else "MONTH_DAY_FORMAT"
    moment = dt.date(date.year or 2000, date.month, date.day or 1)  # a leap year, for the 29th of February
    return date_format(moment, format if date.day or date.year else "F")
