"""Every field of a contact in the document (seeds/001, lines 815 to 836, 959 to 1059 and 1093 on), with its place."""

from collections.abc import Iterator
from typing import Any

from contacts.record.choices import Language, members
from contacts.record.cleaning.countries import countries
from contacts.record.consents import effective
from contacts.record.errors import invalid
from integrations.dialects.crmcom_selfservice.words.pictures import address_of
from integrations.mapping.codecs import Codec, Known, choice, email, flag, loose_text, read_flag, text, whole
from integrations.mapping.draft import Draft
from integrations.mapping.moments import epoch_day
from integrations.mapping.slots import CustomFields, Show, Slot, here
from integrations.mapping.sources import PLAIN, Body, Here, Kept, Look, Nested, Part
from integrations.mapping.table import Row, Table

NAME = "crmcom_selfservice"
FULL, SIGNED_IN = frozenset({"full"}), frozenset({"signed_in"})
PERSON, COMPANY = Nested("demographics"), Nested("company_profile")
BORN, NAMED = Nested("demographics.birth_date"), Nested("demographics.name_day")
PASSPORT, ID_CARD = Nested("demographics.passport"), Nested("demographics.id_card")


class Answer(Slot, frozen=True):
    """What a contact answered: that for the channel, else that for any."""

    purpose: str = ""
    channel: str = ""

    def shower(self, codec: Codec, look: Look = PLAIN) -> Show:
        purpose, channel, encode = self.purpose, self.channel, codec.encode
        assert encode is not None
        return lambda found, body, known: encode(effective(body["consents"], purpose, channel))

    def put(self, draft: Draft, value: Any, their: str, known: Known) -> None:
        if value is not None:
            draft.set(("consents", self.purpose, self.channel), value, their)


class Heard(Answer, frozen=True):
    """The same in an answer of the vendor, whose silence takes no word back.

    That it may is its default too, and so no consent of somebody who never said anything to us.
    """

    def put(self, draft: Draft, value: Any, their: str, known: Known) -> None:
        is_changed = value == "ACCEPTED" and effective(draft.body["consents"], self.purpose, self.channel)
        if value == "REJECTED" or is_changed:
            super().put(draft, value, their, known)


class KeysAndValues(CustomFields, frozen=True):
    """All custom fields of contacts as a list; an alias is unique over all groups."""

    def shower(self, codec: Codec, look: Look = PLAIN) -> Show:
        show_all = super().shower(codec, look)

        def show(found: Any, body: Body, known: Known) -> list[dict[str, Any]]:
            return [{"key": key, "value": value} for key, value in show_all(found, body, known).items()]

        return show


def answer(purpose: str, channel: str) -> Answer:
    """A consent's place."""
    return Answer(Here(), f"consents.{purpose}.{channel}", purpose, channel)


def _opt_out(their: str, channel: str) -> Iterator[Row]:
    yield Row(their, answer("marketing", channel), OPT_OUT, "in")
    yield Row(their, Heard(Here(), f"consents.marketing.{channel}", "marketing", channel), OPT_OUT, "out", FULL)


def _switch(true: str, false: str) -> Codec:
    """A consent as a flag; no answer is null, and null takes one back."""
    shown = {true: True, false: False}

    def decode(value: Any) -> str:
        return "PENDING" if value is None else true if read_flag(value) else false

    return Codec(decode, shown.get, schema={"type": ["boolean", "string", "null"]})


def _pairs(value: Any) -> dict[str, Any]:
    """``[{"key", "value"}]`` as an object."""
    pairs: list[Any] = value if isinstance(value, list) else [None]
    if len(pairs) > 500 or not all(isinstance(one, dict) and isinstance(one.get("key"), str) for one in pairs):
        raise invalid("", "invalid", 'Expected a list of {"key", "value"}.')
    return {one["key"]: one.get("value") for one in pairs}


def _looked_up(kind: str) -> Codec:
    """A look-up by its UUID; read by its code, name or id too."""

    def decode(value: Any) -> int | str | None:
        if value in (None, ""):
            return None
        if isinstance(value, bool) or not isinstance(value, (int, str)) or len(str(value)) > 200:
            raise invalid("", "invalid", f"Expected the id of a {kind.replace('_', ' ')}.")
        return value

    def encode(value: Any, known: Known) -> str | None:
        found = known.row(kind, value).get("uuid") if value is not None else None
        return None if found is None else str(found)

    return Codec(decode, None, encode, schema={"type": ["string", "null"]}, looks=kind)


def _looked_up_many(kind: str) -> Codec:
    one = _looked_up(kind)

    def decode(value: Any) -> list[Any]:
        if value is not None and (not isinstance(value, list) or len(value) > 100):
            raise invalid("", "invalid", "Expected a list of at most 100 ids.")
        return [one.decode(each) for each in value or []]

    def encode(value: Any, known: Known) -> list[str]:
        assert one.encode_known is not None
        return [one.encode_known(each, known) for each in value or []]

    return Codec(decode, None, encode, schema={"type": "array", "items": {"type": "string"}}, looks=kind)


def _amount(value: Any) -> str | None:
    if value in (None, ""):
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise invalid("", "invalid", "Expected an amount like 1568.14.")
    return str(value)


def _country(value: Any) -> str | None:
    """The code of three letters."""
    return countries()[value].alpha3 if value in countries() else value


WORD, KEY, NUMBER = text(empty=""), loose_text(100), whole(words=True)
DAY = epoch_day()
COUNTRY = Codec(text(3).decode, _country, schema={"type": ["string", "null"], "maxLength": 3})
AMOUNT = Codec(_amount, lambda value: None if value is None else float(value), schema={"type": ["number", "null"]})
OPT_OUT, ACCEPTANCE = _switch("REJECTED", "ACCEPTED"), _switch("ACCEPTED", "REJECTED")
STATE = choice({state: state for state in ("ACCEPTED", "REJECTED", "PENDING")})
GENDER = choice({gender: gender for gender in ("FEMALE", "MALE", "OTHER")})
LANGUAGE = choice({code: code for code in members(Language) if code})
PICTURE = Codec(lambda value: None, address_of, schema={"type": "string"})
FIELDS = KeysAndValues(Kept(NAME), "", {}, Kept(NAME))
PAIRS = Codec(_pairs, schema={"type": "array", "items": {"type": "object"}})

ROWS = (
    Row("id", here("uuid"), WORD, "out"),
    Row("code", here("code"), WORD, "out", FULL, heard=False),
    Row("type", here("kind"), choice({"person": "PERSON", "company": "COMPANY"}), "out", FULL),
    Row("title", here("title"), WORD),
    Row("first_name", here("first_name"), WORD),
    Row("middle_name", here("middle_name"), WORD, forms=FULL),
    Row("last_name", here("last_name"), WORD),
    Row("company_name", here("company_name"), WORD),
    Row("avatar", here("photo"), PICTURE, "out", SIGNED_IN),
    Row("preferred_language", here("language"), LANGUAGE, "out", FULL),
    Row("preferred_language_code", here("language"), LANGUAGE, forms=FULL),
    Row("avatar_url", here("photo"), PICTURE, "out", FULL),
    Row("email_address", Slot(Part(of="emails"), "email"), email(empty=""), forms=FULL),
    Row("category_id", here("category"), _looked_up("category"), forms=FULL),
    Row("statutory_number", Slot(PERSON, "statutory_number"), KEY, forms=FULL),
    Row("demographics.gender", Slot(PERSON, "gender"), GENDER, forms=FULL),
    Row("demographics.passport.passport_number", Slot(PASSPORT, "number"), KEY, forms=FULL),
    Row("demographics.passport.issue_country_code", Slot(PASSPORT, "country"), COUNTRY, forms=FULL),
    Row("demographics.passport.expiration_date", Slot(PASSPORT, "expires_on"), DAY, forms=FULL),
    Row("demographics.id_details.id_number", Slot(ID_CARD, "number"), KEY, forms=FULL),
    Row("demographics.id_details.issue_country_code", Slot(ID_CARD, "country"), COUNTRY, forms=FULL),
    Row("demographics.id_details.expiration_date", Slot(ID_CARD, "expires_on"), DAY, forms=FULL),
    Row("demographics.name_day.month", Slot(NAMED, "month"), NUMBER, forms=FULL),
    Row("demographics.name_day.day", Slot(NAMED, "day"), NUMBER, forms=FULL),
    Row("demographics.date_of_birth.year", Slot(BORN, "year"), NUMBER, forms=FULL),
    Row("demographics.date_of_birth.month", Slot(BORN, "month"), NUMBER, forms=FULL),
    Row("demographics.date_of_birth.day", Slot(BORN, "day"), NUMBER, forms=FULL),
    Row("company_profile.profile_year", Slot(COMPANY, "profile_year"), NUMBER, forms=FULL),
    Row("company_profile.annual_turnover", Slot(COMPANY, "annual_turnover"), AMOUNT, forms=FULL),
    Row("company_profile.established_on", Slot(COMPANY, "established_on"), DAY, forms=FULL),
    Row("company_profile.number_of_employees", Slot(COMPANY, "number_of_employees"), NUMBER, forms=FULL),
    Row("company_profile.registration_number", Slot(COMPANY, "registration_number"), KEY, forms=FULL),
    Row("company_profile.registration_country", Slot(COMPANY, "registration_country"), COUNTRY, forms=FULL),
    Row("company_profile.tax_reference_number", Slot(COMPANY, "tax_number"), KEY, forms=FULL),
    Row("company_profile.vat_registration_number", Slot(COMPANY, "vat_number"), KEY, forms=FULL),
    Row("company_profile.industry_id", Slot(COMPANY, "industry"), _looked_up("industry"), forms=FULL),
    Row("company_profile.industry_sectors", Slot(COMPANY, "sectors"), _looked_up_many("sector"), forms=FULL),
    *_opt_out("sms_opt_out", "SMS"),
    *_opt_out("email_opt_out", "EMAIL"),
    Row("is_tax_exempt", here("is_tax_exempt"), flag(), forms=FULL),
    Row("consent_state", answer("data_use", "ANY"), STATE, "in"),  # apart from what is shown: null says nothing
    Row("consent_state", answer("data_use", "ANY"), STATE, "out", FULL),
    Row("custom_fields", FIELDS, PAIRS, forms=FULL),
)
TABLE = Table(NAME, ROWS, forms=("full", "signed_in"))
EMAIL_ADDRESS, TAX, DEMOGRAPHICS = "email_address", "is_tax_exempt", "demographics"
MISSPELT = {"company_profle": "company_profile"}  # as the sample has it (line 1040)

REGISTRATION_ROWS = (
    Row("title", here("title"), WORD, "in"),
    Row("first_name", here("first_name"), WORD, "in"),
    Row("middle_name", here("middle_name"), WORD, "in"),
    Row("last_name", here("last_name"), WORD, "in"),
    Row("preferred_language_code", here("language"), LANGUAGE, "in"),
    Row("service_acceptance", answer("service", "ANY"), ACCEPTANCE, "in"),
    Row("email_opt_out", answer("marketing", "EMAIL"), OPT_OUT, "in"),
    Row("sms_opt_out", answer("marketing", "SMS"), OPT_OUT, "in"),
    Row("consent_state", answer("data_use", "ANY"), STATE, "in"),
    Row("referral_code", here("referral_code"), KEY, "in"),
    Row("country_of_agreement", here("country_of_agreement"), COUNTRY, "in"),
    Row("custom_fields", FIELDS, PAIRS, "in"),
)
REGISTRATION = Table(NAME, REGISTRATION_ROWS, forms=())
