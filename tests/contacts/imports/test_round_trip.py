"""What an export wrote, an import reads back as the same contacts, in every format; CRM_EXAMPLES chooses how many."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.imports.mapping import Mapper, guessed
from contacts.imports.writing import Columns, write
from tests.contacts.imports.files import contacts, table
from tests.contacts.imports.strategies import CONTACTS, bare, without_part_ids

NAMED = CONTACTS.filter(lambda c: c["last_name"] or c["emails"] or c["phones"])
MANY = st.lists(NAMED, min_size=1, max_size=2)
EXAMPLES = int(os.environ.get("CRM_EXAMPLES", "15"))
SLOW = settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def expected(written: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [without_part_ids(bare(contact)) for contact in written]


@SLOW
@given(MANY)
def test_a_csv_comes_back_as_it_was(written: list[dict[str, Any]]) -> None:
    data = b"".join(write(written, "csv", columns=Columns(emails=2, phones=3, addresses=2)))
    assert [bare(contact) for contact in contacts(data)] == expected(written)


@SLOW
@given(MANY)
def test_a_workbook_comes_back_as_it_was(written: list[dict[str, Any]]) -> None:
    data = b"".join(write(written, "xlsx", columns=Columns(addresses=2)))
    assert [bare(contact) for contact in contacts(data)] == expected(written)


@pytest.mark.parametrize("version", ["vcard3", "vcard4"])
@SLOW
@given(written=MANY)
def test_cards_come_back_as_they_were(version: Any, written: list[dict[str, Any]]) -> None:
    data = b"".join(write(written, version))
    assert [bare(contact) for contact in contacts(data)] == expected(written)


@SLOW
@given(MANY)
def test_json_says_everything(written: list[dict[str, Any]]) -> None:
    assert json.loads(b"".join(write(written, "json"))) == written
    assert [json.loads(line) for line in b"".join(write(written, "jsonl")).splitlines()] == written


def test_no_contacts_still_make_a_readable_file() -> None:
    assert json.loads(b"".join(write([], "json"))) == []
    assert b"".join(write([], "csv")).startswith(b"\xef\xbb\xbfId,Uuid,Code,Kind,Title,First name")


def test_a_text_too_long_for_one_spreadsheet_cell_goes_on_in_the_next() -> None:
    contact = {"last_name": "King", "custom": {"club": {"story": "x y" * 30_000}}}
    data = b"".join(write([contact], "xlsx"))
    assert contacts(data) == [contact]


def test_custom_fields_get_columns_of_their_own() -> None:
    contact = {"last_name": "King", "custom": {"club": {"level": "gold", "since": "1999"}}}
    data = b"".join(write([contact], "csv", columns=Columns(custom=(("club", "level"),))))
    opened = table(data)
    assert "custom.club.level" in opened.columns
    mapper = Mapper(opened.columns, guessed(opened))
    assert [mapper.incoming(row).contact for row in opened.rows()] == [contact]


@pytest.mark.parametrize("tags", [["0", "::: 0"], ["a :::", "b"], [":::", "c"], ["a;b", "c"], ["* x", "y"]])
def test_tags_that_look_like_separators_come_back(tags: list[str]) -> None:
    for format_ in ("csv", "xlsx", "vcard4"):
        data = b"".join(write([{"last_name": "King", "tags": tags}], format_))
        assert [contact["tags"] for contact in contacts(data)] == [tags], format_
