"""Addresses are written as their country writes them, and nothing of one is ever left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.record.cleaning.countries import countries
from contacts.record.contact import Address
from contacts.record.postal import address_lines


def _lines(**values: object) -> list[str]:
    return address_lines(Address(id=1, **values), country="")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("country", "values", "lines"),
    [
        ("DE", ("Torstraße", "5", "Berlin", "", "10119"), ["Torstraße 5", "10119 Berlin"]),
        ("US", ("Main St", "5", "Springfield", "IL", "62704"), ["5 Main St", "Springfield, IL 62704"]),
        ("US", ("Main St", "5", "Springfield", "", "62704"), ["5 Main St", "Springfield 62704"]),
        ("GB", ("Coney Street", "8", "York", "", "YO1 9QL"), ["8 Coney Street", "York", "YO1 9QL"]),
        ("CY", ("Ledras", "12", "Nicosia", "", "1011"), ["Ledras 12", "1011 Nicosia"]),
        ("HU", ("Váci utca", "1", "Budapest", "", "1052"), ["Budapest", "Váci utca 1", "1052"]),
        ("SG", ("Robinson Road", "10", "Singapore", "", "068896"), ["10 Robinson Road", "Singapore 068896"]),
        ("JP", ("Marunouchi", "1-1", "Chiyoda", "Tokyo", "100-8994"), ["Marunouchi 1-1", "Chiyoda, Tokyo", "100-8994"]),
        ("JP", ("丸の内", "1-1", "千代田区", "東京都", "100-8994"), ["100-8994", "東京都 千代田区", "丸の内 1-1"]),
        (None, ("Ledras", "12", "Nicosia", "", "1011"), ["Ledras 12", "1011 Nicosia"]),
    ],
)
def test_an_address_has_the_form_of_its_country(country: str, values: tuple[str, ...], lines: list[str]) -> None:
    street, number, town, region, postcode = values
    written = _lines(
        street_name=street, street_number=number, town=town, region=region, postal_code=postcode, country=country
    )
    assert written == lines


def test_flat_floor_and_country_are_told_in_the_words_of_the_reader() -> None:
    address = Address(id=1, street_name="Torstraße", street_number="5", apartment_number="3", floor=0, town="Berlin")
    lines = address_lines(address, country="Deutschland", flat="Wohnung", floor="Stock")
    assert lines == ["Torstraße 5", "Wohnung 3, Stock 0", "Berlin", "Deutschland"]


def test_a_box_is_called_one_unless_it_says_so() -> None:
    assert _lines(po_box="215", po_box_postal_code="1501", town="Nicosia") == ["PO box 215 1501", "Nicosia"]
    assert _lines(po_box="Postfach 7", town="Bonn") == ["Postfach 7", "Bonn"]


TEXTS = [name for name, kind in Address.__annotations__.items() if kind is str and name != "notes"]


@given(country=st.sampled_from([None, "XX", *countries()]), data=st.data())
def test_nothing_of_an_address_is_left_out(country: str | None, data: st.DataObject) -> None:
    values = {name: data.draw(st.sampled_from(["", f"({name})", f"({name} 一)"])) for name in TEXTS}
    written = " ".join(_lines(**values, country=country))
    assert [text for text in values.values() if text and text not in written] == []
