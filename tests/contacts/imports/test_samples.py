"""Real programs' exports, as they come: every contact whole, and nothing in it that the vocabulary refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from contacts.imports.mapping import guessed
from contacts.record.parsing.parse import parse_patch
from tests.contacts.imports.files import SAMPLES, incoming, table

EXPECTED: dict[str, list[dict[str, Any]]] = json.loads((Path(__file__).parent / "samples_expected.json").read_text())
FILES = sorted(path.name for path in SAMPLES.iterdir())


@pytest.mark.parametrize("name", FILES)
def test_a_sample_says_what_a_person_reads_in_it(name: str) -> None:
    assert [row.contact for row in incoming(SAMPLES / name) if not row.problems] == EXPECTED[name]


@pytest.mark.parametrize("name", FILES)
def test_the_vocabulary_takes_every_sample(name: str) -> None:
    for row in incoming(SAMPLES / name):
        parse_patch(row.contact)


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".csv") and name != "headerless.csv"])
def test_all_but_known_columns_find_a_place(name: str) -> None:
    opened = table(SAMPLES / name)
    left = set(opened.columns) - set(guessed(opened).columns)
    assert left <= {"Phonetic First Name", "Photo", "Address 1 - Formatted", "Website 1 - Label", "Yomi Name",
                    "Organization 1 - Type", "E-mail Type", "E-mail Display Name", "File As"}  # fmt: skip


def test_what_a_card_says_in_vain_is_named() -> None:
    cards = {name: [card.unread for card in incoming(SAMPLES / name)] for name in FILES if name.endswith(".vcf")}
    assert cards["apple.vcf"] == [("X-ABRELATEDNAMES", "PHOTO", "X-SOCIALPROFILE"), ()]
    assert cards["nextcloud.vcf"] == [("RELATED", "IMPP", "X-SOCIALPROFILE", "PHOTO"), ()]
    assert cards["outlook.vcf"] == [()]
    assert cards["google.vcf"] == [("PHOTO",), (), ()]
