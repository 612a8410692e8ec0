"""Dates like 09/12/1906 are never read in an order that nobody said or saw."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from contacts.directory.models import Demographics
from contacts.imports.guessing.looks import date_order
from contacts.imports.models import Import, ImportRow
from contacts.imports.values.dates import TwoWays, iso_date

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["09/12/1906", "13/12/1906"], "dmy"), (["09/12/1906", "12/13/1906"], "mdy"), (["09-12-06", "12-13-06"], "mdy"),
        (["09/12/1906"], "both"), (["09.12.1906", "1906-12-09", "05/05/1980", "", "x", "12/1906"], ""),
        (["13/12/1906", "14/12/1906", "12/13/1906"], "dmy"), (["13/13/1906"], ""), (["09/12/1906 00:00"], "both"),
    ],
)  # fmt: skip
def test_the_order_is_told_by_dates_that_can_be_read_in_one_way_only(values: list[str], order: str) -> None:
    assert date_order(values) == order


def test_a_date_of_which_nobody_said_the_order_is_not_read() -> None:
    with pytest.raises(TwoWays):
        iso_date("09/12/1906", "")
    assert [iso_date(text, "") for text in ("13/12/1906", "12/13/1906", "09.12.1906")] == [
        "1906-12-13", "1906-12-13", "1906-12-09",
    ]  # fmt: skip


def brought(tmp_path: Path, *dates: str, **options: Any) -> tuple[Import, str]:
    path, out = tmp_path / "people.csv", StringIO()
    path.write_text("Last name,Birthday\n" + "".join(f"Nr{n},{date}\n" for n, date in enumerate(dates)))
    call_command("import", str(path), stdout=out, **options)
    return Import.objects.get(), out.getvalue()


@pytest.mark.parametrize("name", ["BDAY", "ANNIVERSARY"])
@pytest.mark.parametrize("also", [(), ("NOTE:a\x00b",)])
def test_a_card_is_refused_where_its_date_can_be_read_in_two_ways(
    tmp_path: Path, name: str, also: tuple[str, ...]
) -> None:
    path = tmp_path / "people.vcf"
    dates = ("09/12/1906", "13/12/1906", "09.12.1906", "1906-12-09", "05/05/1980")
    cards = (("BEGIN:VCARD", "VERSION:3.0", "FN:Ada", *also, f"{name}:{date}", "END:VCARD", "") for date in dates)
    path.write_text("".join("\r\n".join(card) for card in cards), newline="")
    call_command("import", str(path), stdout=StringIO())
    told = {row.number: {fault["column"]: fault["message"] for fault in row.faults} for row in ImportRow.objects.all()}
    sentence = "'09/12/1906' can be read in two ways: write the year first, like 1980-02-29."
    assert [told[number].get(name) for number in sorted(told)] == [sentence, None, None, None, None]
    assert Import.objects.get().refused == (5 if also else 1)


def days() -> list[tuple[int, int]]:
    return list(Demographics.objects.order_by("contact").values_list("birth_month", "birth_day"))


@pytest.mark.parametrize(
    ("dates", "options", "found", "said"),
    [
        (("09/12/1906", "12/13/1906"), {}, [(9, 12), (12, 13)], "month first: 01/02 is 2 January"),
        (("09/12/1906", "13/12/1906"), {}, [(12, 9), (12, 13)], "day first: 01/02 is 1 February"),
        (("09/12/1906",), {}, [(12, 9)], "day first: 01/02 is 1 February"),
        (("09/12/1906",), {"dates": "mdy"}, [(9, 12)], "month first: 01/02 is 2 January"),
        (("1906-12-09",), {}, [(12, 9)], ""),
    ],
)
def test_the_command_says_in_which_order_it_read(
    tmp_path: Path, dates: tuple[str, ...], options: dict[str, str], found: list[tuple[int, int]], said: str
) -> None:
    _, out = brought(tmp_path, *dates, **options)
    assert days() == found
    lines = [line for line in out.splitlines() if "Birthday" in line]
    assert lines == [f"  Birthday → demographics.birth_date{', read with the ' + said if said else ''}"]


def test_a_mapping_of_ones_own_gets_the_order_that_the_dates_tell(tmp_path: Path) -> None:
    """What is posted or sent says nothing of it."""
    mapping = {"Last name": "last_name", "Birthday": "demographics.birth_date"}
    source, _ = brought(tmp_path, "09/12/1906", "12/13/1906", mapping=json.dumps(mapping))
    assert source.mapping["columns"]["Birthday"]["dates"] == "mdy"
    assert days() == [(9, 12), (12, 13)]


def test_a_date_that_comes_after_the_rows_that_were_looked_at_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contacts.imports.operations.SAMPLE", 2)
    source, out = brought(tmp_path, "1906-12-09", "", "09/12/1906", "13/12/1906")
    assert (source.created, source.refused) == (3, 1)
    assert "row 4, column Birthday: '09/12/1906' can be read in two ways" in out
