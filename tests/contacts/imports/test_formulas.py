"""No cell of an export runs in a spreadsheet, and no phone is harmed."""

from __future__ import annotations

import csv
import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.imports.formulas import is_live, make_safe, undo_safe
from contacts.imports.writing import write
from tests.contacts.imports.files import contacts

PAYLOADS = [
    "=1+1",
    '=cmd|"/C calc"!A0',
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\x00=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "\u00a0\u200b=HYPERLINK(\"http://evil.example\",\"x\")",
    "%0A-3+3+cmd|' /C calc'!D2",
    ";=1+1",
]  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_formula_leaves_as_text_and_comes_back_as_it_was(payload: str) -> None:
    assert is_live(payload)
    assert make_safe(payload) == "'" + payload
    assert undo_safe(make_safe(payload)) == payload


@pytest.mark.parametrize("payload", [payload for payload in PAYLOADS if "\x00" not in payload])
def test_no_cell_of_an_exported_file_begins_live(payload: str) -> None:
    data = b"".join(write([{"last_name": payload, "custom": {payload: {payload: payload}}}], "csv"))
    header, row = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert [cell for cell in [*header, *row] if is_live(cell)] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ada",
        "+35799123456",
        "+357 99 123-456",
        "-12.5",
        "(030) 1",
        "'t Hooft",
        "O'Brien",
        "a=b",
        "+1 202 555 ext. 7",
    ],
)
def test_harmless_text_leaves_unchanged(text: str) -> None:
    assert make_safe(text) == text


@given(st.text())
def test_nothing_is_live_after_it_was_made_safe(text: str) -> None:
    assert not is_live(make_safe(text))
    assert undo_safe(make_safe(text)) == text


@given(st.text(alphabet="'=+-@ 1\t"))
def test_apostrophes_of_the_writer_survive(text: str) -> None:
    assert undo_safe(make_safe(text)) == text


def test_ten_thousand_phones_go_out_and_in_unchanged() -> None:
    pick = random.Random(7)
    shapes = ["+357 99 ######", "+357########", "00357 99-######", "(030) 90#####", "+1-202-555-####", "0171/#######",
              "99 ### ###", "+44 20 7946 #### ext. ##", "+33.6.##.##.##.##", "22######"]  # fmt: skip
    phones = ["".join(str(pick.randrange(10)) if c == "#" else c for c in pick.choice(shapes)) for _ in range(10_000)]
    data = b"".join(write(({"last_name": "K", "phones": [{"number": phone}]} for phone in phones), "csv"))
    assert b"'" not in data
    assert [contact["phones"][0]["number"] for contact in contacts(data)] == phones
