"""The quick way to read a telephone number says what phonenumbers says, in every country."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneNumberFormat, PhoneNumberType

from contacts.record.cleaning import dialling

COUNTRIES = sorted(phonenumbers.SUPPORTED_REGIONS)
FORMS = (PhoneNumberFormat.NATIONAL, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.E164)


def agree(value: str, country: str | None) -> None:
    expected = dialling.read_generally("+" + value[2:] if value.startswith("00") else value, country)
    assert dialling.read(value, country) == expected, (value, country)


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_example_number_of_a_country(country: str) -> None:
    examples = [
        example
        for kind in PhoneNumberType.values()
        if (example := phonenumbers.example_number_for_type(country, kind)) is not None
    ]
    assert examples
    for example in examples:
        written = [phonenumbers.format_number(example, form) for form in FORMS]
        for value in [*written, written[0][:-1], written[0] + "7"]:
            for reader in (country, "US"):
                agree(value, reader)


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_any_digits_in_any_country(data: st.DataObject) -> None:
    country = data.draw(st.sampled_from([*COUNTRIES, None]))
    start = data.draw(st.sampled_from(["", "0", "00", "+", "1", "8", *map(str, COUNTRY_CODE_TO_REGION_CODE)]))
    code = data.draw(st.sampled_from(["", *(f"{code}" for code in COUNTRY_CODE_TO_REGION_CODE)]))
    rest = data.draw(st.from_regex(r"[0-9]{1,15}([ -][0-9]{1,6}){0,3}", fullmatch=True))
    agree(start + code + rest, country)


def test_most_numbers_take_the_quick_way(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []
    monkeypatch.setattr(dialling, "read_generally", lambda value, country: taken.append(value))
    for value, country in (
        ("99 123456", "CY"),
        ("0151 2345678", "DE"),
        ("+48 512 345 678", None),
        ("+1 212 555 0123", None),
        ("+44 7700 900123", "JE"),
        ("07700 900123", "GB"),
        ("(02) 5550 1234", "AU"),
    ):
        dialling.read(value, country)
    assert taken == ["(02) 5550 1234"]


def test_a_shared_calling_code_is_mostly_told_without_asking_each_country(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(dialling, "_region", lambda code, national: asked.append(national) or "JE")
    for value in ("+44 7400 123456", "+44 20 7031 3000", "+44 7797 712345", "+39 312 345 6789", "+47 406 12 345"):
        dialling.read(value, None)
    assert asked == ["7797712345"]
