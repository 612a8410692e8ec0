"""Columns find their places by name and by value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.imports.guessing.guess import guess_mapping
from contacts.imports.guessing.headers import guess_header, path_of_title, title_of_path
from contacts.imports.guessing.paths import PART_FIELDS, parse_path
from contacts.imports.guessing.words import PARTS, WHOLE


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("E-mail 2 - Value", "emails[2].email"),
        ("Phone 1 - Label", "phones[1].type"),
        ("Address 1 - Postal Code", "addresses[1].postal_code"),
        ("Business Street", "addresses.BUSINESS.street_name"),
        ("Other City", "addresses.OTHER.town"),
        ("Business Phone 2", "phones.BUSINESS[2].number"),
        ("Home Fax", "phones.FAX.number"),
        ("E-mail 3 Address", "emails[3].email"),
        ("Private E-Mail", "emails.PERSONAL.email"),
        ("Telefon geschäftlich", "phones.BUSINESS.number"),
        ("Handynummer", None),
        ("Handy", "phones.MOBILE.number"),
        ("Mobilnummer", None),
        ("Téléphone portable", "phones.MOBILE.number"),
        ("Κινητό τηλέφωνο", "phones.MOBILE.number"),
        ("ΤΗΛΕΦΩΝΟ ΟΙΚΙΑΣ", "phones.LANDLINE.number"),
        ("Τ.Κ.", "addresses[1].postal_code"),
        ("Α.Φ.Μ.", "company_profile.vat_number"),
        ("Teléfono móvil", "phones.MOBILE.number"),
        ("Billing City", "addresses.BILLING.town"),
        ("custom.club.level", "custom.club.level"),
        ("Email 2 type", "emails[2].type"),
        ("E-mail Display Name", None),
        ("Shoe size", None),
        ("", None),
    ],
)
def test_a_header_is_known(header: str, target: str | None) -> None:
    found = guess_header(header)
    assert (found.target if found else None) == target


def test_every_target_of_the_vocabulary_exists_in_the_contact() -> None:
    assert [target for target in WHOLE.values() if parse_path(target) is None] == []
    assert [slot for slot in PARTS.values() if parse_path(f"{slot[0]}[1].{slot[1]}") is None] == []


@pytest.mark.parametrize(
    "path",
    [
        "wrong",
        "emails",
        "demographics",
        "custom.x",
        "emails.WORK.type",
        "phones[0].number",
        "relations",
        "demographics.passport",
        "kept",
        "consents",
        "emails[1].shoe",
        "a" * 9999,
    ],
)
def test_a_path_that_is_none_is_refused(path: str) -> None:
    found = parse_path(path)
    assert found is None or path == "emails"  # the part's name alone means its first main value


@pytest.mark.parametrize("part", PART_FIELDS)
def test_titles_of_exported_columns_read_back(part: str) -> None:
    for field in PART_FIELDS[part]:
        assert path_of_title(title_of_path(f"{part}[3].{field}")) == f"{part}[3].{field}"


def test_values_speak_where_names_do_not() -> None:
    guesses = guess_mapping(["A", "B", "C"], [["x", "ada@example.org", "+357 99 123456"]] * 3)
    assert {name: guess.target for name, guess in guesses.items()} == {"B": "emails[1].email", "C": "phones[1].number"}
    assert all(guess.confidence <= 0.5 for guess in guesses.values())


def test_a_name_that_its_values_contradict_is_doubted() -> None:
    guesses = guess_mapping(["Email"], [["yes"], ["no"]])
    assert guesses["Email"].confidence < 0.4


def test_two_columns_of_one_name_become_two_emails() -> None:
    rows = [["a@example.org", "b@example.org", "1 Main"]]
    guesses = guess_mapping(["Email", "Email (2)", "Shoe"], rows)
    assert {name: guess.target for name, guess in guesses.items()} == {
        "Email": "emails[1].email",
        "Email (2)": "emails[2].email",
    }


@given(st.text(max_size=300))
def test_no_header_breaks_the_guess(header: str) -> None:
    found = guess_header(header)
    assert found is None or parse_path(found.target)
