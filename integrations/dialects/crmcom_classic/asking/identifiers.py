"""Which contact, or which contacts, a request means."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings

from contacts.directory.commands import NotFound
from contacts.record.cleaning import clean
from contacts.record.errors import Invalid, invalid
from contacts.record.filters import Condition, Field, Group, Where, catalogue
from integrations.credentials.queries import Caller
from integrations.dialects.crmcom_classic import errors
from integrations.mapping.draft import Misread
from integrations.wire.inbound import people
from integrations.wire.inbound.people import Person

KEY = "contact_information_identifier"
ID = re.compile(r"[0-9A-Fa-f]{32}")
# What else names a contact: the neutral path, and the kind of contact that can have it.
FIELDS: Mapping[str, tuple[str, str]] = {
    "id_number": ("demographics.id_card.number", "person"),
    "passport_number": ("demographics.passport.number", "person"),
    "social_security_number": ("demographics.social_security_number", "person"),
    "vat_registration_number": ("company_profile.vat_number", "company"),
    "registration_number": ("company_profile.registration_number", "company"),
    "number": ("code", ""),
}
NAMES = ("id", *FIELDS)
LISTED = ("id_number", "passport_number", "social_security_number", "vat_registration_number", "email_address",
          "phone_number")  # fmt: skip
MOST = 200  # characters of a value


def spoken(sent: Any) -> tuple[str, str]:
    """Field and value of an identifier: an object, or ``id=ABC`` in one text; raises ``Invalid``."""
    if sent in (None, "", {}):
        raise invalid("", "required", f"Expected one of {', '.join(NAMES)}.")
    if isinstance(sent, str):
        name, _, value = sent.partition("=")
        sent = {name.strip(): value.strip()}
    named = [name for name in NAMES if name in sent] if isinstance(sent, Mapping) else []
    if len(named) != 1:
        raise invalid("", "invalid", f"Expected exactly one of {', '.join(NAMES)}.")
    value = sent[named[0]]
    return named[0], _word(value)


def _word(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int)) or not 0 < len(str(value).strip()) <= MOST:
        raise invalid("", "invalid", f"Expected text of 1 to {MOST} characters.")
    word = str(value).strip()
    if fault := clean.text_fault(word, multiline=False):
        raise invalid("", "invalid", fault)
    return word


def one(sent: Any, *, caller: Caller) -> Person:
    """The contact that an identifier names; raises ``Misread``, ``NotFound``, or ``Refused`` when several have it."""
    try:
        field, value = spoken(sent)
    except Invalid as exc:
        raise Misread(error.under(KEY) for error in exc.errors) from None
    if field == "id":
        if not ID.fullmatch(value):
            raise NotFound
        return people.find(str(UUID(value)), caller=caller)
    found = people.sought(_named(field, value), caller=caller)
    if not found:
        raise NotFound
    if len(found) > 1:
        raise errors.several()
    return found[0]


def _named(field: str, value: str) -> Where:
    path, kind = FIELDS[field]
    condition = Condition(catalogue()[path], "eq", value)
    return Group("and", (condition, Condition(catalogue()["kind"], "eq", kind))) if kind else condition


def listed(query: Mapping[str, Any]) -> Where:
    """What all that a list is asked by means together; raises ``Misread``."""
    try:
        conditions = tuple(_conditions(query))
    except Invalid as exc:
        raise Misread(exc.errors) from None
    if not conditions:
        raise Misread(invalid("", "required", f"Specify one or several of {', '.join(LISTED)}.").errors)
    return Group("and", conditions)


def _conditions(query: Mapping[str, Any]) -> Iterator[Where]:
    for name in LISTED:
        if query.get(name) in (None, ""):
            continue
        try:
            value = _word(query[name])
        except Invalid as exc:
            raise Invalid(error.under(name) for error in exc.errors) from None
        if name == "email_address":
            yield Condition(catalogue()["emails.email"], "eq", value)
        elif name == "phone_number":
            yield _phone(value)
        else:
            yield _named(name, value)


def _phone(value: str) -> Where:
    """A number as it was typed, or any spelling of the same line: ``00357…``, ``+357…``, without its country."""
    number: Field = catalogue()["phones.number"]
    typed = Condition(number, "eq", value)
    try:
        _, e164 = clean.phone(f"+{value[2:]}" if value.startswith("00") else value, settings.DEFAULT_COUNTRY)
    except Invalid:
        return typed
    return Group("or", (typed, Condition(catalogue()["phones.e164"], "eq", e164))) if e164 else typed
