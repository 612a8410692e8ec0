"""A mapping decides what an empty cell means, and says which column a fault came from."""

from __future__ import annotations

from typing import Any

import pytest

from contacts.imports.mapping import ColumnRule, Mapper, Mapping, parse_mapping
from contacts.imports.problems import Problem
from contacts.imports.reading.table import Row
from contacts.record.errors import Invalid

COLUMNS = ["Name", "Mail", "Mail 2", "Born", "Note", "More notes"]


def mapped(rules: dict[str, Any], cells: list[str], **options: Any) -> dict[str, Any]:
    mapping = parse_mapping(rules, COLUMNS)
    found = Mapper(COLUMNS, Mapping(mapping.columns, **options)).incoming(Row(2, 2, cells))
    assert found.problems == ()
    return found.contact


def test_an_empty_cell_leaves_what_is_stored() -> None:
    assert mapped({"Name": "last_name", "Born": "demographics.birth_date"}, ["King", "", "", "", "", ""]) == {
        "last_name": "King"
    }


def test_an_empty_cell_clears_when_the_column_says_so() -> None:
    rules = {
        "Name": {"target": "last_name", "empty": "clear"},
        "Born": {"target": "demographics.birth_date", "empty": "clear"},
    }
    assert mapped(rules, [""] * 6) == {"last_name": None, "demographics": {"birth_date": None}}


def test_a_marker_clears_and_an_empty_cell_does_not() -> None:
    assert mapped({"Name": "last_name", "Note": "notes"}, ["(clear)", "", "", "", "", ""], clear_marker="(clear)") == {
        "last_name": None
    }


def test_columns_that_only_fill_are_named_for_the_door() -> None:
    mapper = Mapper(COLUMNS, parse_mapping({"Name": {"target": "last_name", "empty": "fill"}}, COLUMNS))
    assert mapper.fill_only == ("last_name",)


def test_two_columns_of_notes_are_joined_and_two_of_a_name_are_not() -> None:
    rules = {"Note": "notes", "More notes": "notes", "Name": "last_name", "Mail": "last_name"}
    assert mapped(rules, ["A", "B", "", "", "x", "y"]) == {"notes": "x\ny", "last_name": "A"}


def test_a_fault_of_the_second_part_is_traced_to_its_column_though_the_first_is_empty() -> None:
    mapper = Mapper(
        COLUMNS, parse_mapping({"Mail": "emails[1].email", "Mail 2": "emails[2].email", "Name": "last_name"}, COLUMNS)
    )
    cells = ["King", "", "nonsense", "", "", ""]
    assert mapper.incoming(Row(2, 2, cells)).contact == {"last_name": "King", "emails": [{"email": "nonsense"}]}
    row = Row(2, 2, cells)
    assert mapper.column_of("emails[0].email", row) == "Mail 2"
    assert mapper.column_of("last_name", row) == "Name"
    assert mapper.column_of("phones[0].number", row) == ""


@pytest.mark.parametrize("day", ["31.02.1980", "29/02/1981", "0000-01-01", "yesterday"])
def test_a_day_that_does_not_exist_names_row_and_column(day: str) -> None:
    mapper = Mapper(COLUMNS, parse_mapping({"Born": "demographics.birth_date"}, COLUMNS))
    found = mapper.incoming(Row(7, 9, ["", "", "", day, "", ""]))
    message = f"Expected a date that exists, like 1980-02-29 or --02-29 (got {day!r})."
    assert (found.contact, found.problems) == ({}, (Problem("invalid", message, 7, "Born"),))


@pytest.mark.parametrize(
    ("rule", "code", "path", "said"),
    [
        (
            "shoe_size",
            "unknown_target",
            "Name",
            "Column 'Name': contacts have no place called shoe_size. Expected one like ",
        ),
        ({"target": "last_name", "empty": "wipe"}, "invalid_choice", "Name.empty", "leave, clear, fill"),
        ({"target": "last_name", "emtpy": "fill"}, "unknown_field", "Name.emtpy", "Did you mean empty?"),
        ({"empty": "fill"}, "required", "Name.target", "This key is required."),
        ({"target": 5}, "invalid", "Name.target", "Expected text"),
        (5, "invalid", "Name", "Expected a place in contacts, like last_name"),
    ],
)
def test_a_mapping_that_cannot_be_followed_names_each_column(rule: Any, code: str, path: str, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_mapping({"Shoe": "last_name", "Name": rule, "Mail": "emails[1].email"}, COLUMNS)
    missing, wrong = caught.value.errors
    assert (missing.path, missing.code, missing.message[:43]) == (
        "mapping.Shoe", "unknown_column", "The file has no column 'Shoe'. It has Name,"
    )  # fmt: skip
    assert (wrong.path, wrong.code, said in wrong.message) == (f"mapping.{path}", code, True)


def test_a_column_mapped_to_nothing_is_not_read() -> None:
    assert parse_mapping({"Name": "", "Mail": None}, COLUMNS) == Mapping({})
    assert parse_mapping({"Name": "last_name"}, COLUMNS) == Mapping({"Name": ColumnRule("last_name")})
