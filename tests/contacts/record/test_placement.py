"""Every field of the five documents has a place: ``placement.csv`` names it, and the vocabulary has it.

``source`` is document and line. ``neutral`` is a path in the record (``[]`` for each part), ``lookup.<Model>.<field>``,
``kept.<dialect>`` for what only one vendor knows, or the room that answers for it.
"""

import csv
import types
import typing
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from msgspec import Struct

from contacts.record import patch
from contacts.record.choices import ConsentChannel, ConsentPurpose, members
from contacts.record.contact import ContactRecord
from contacts.record.patch import READ_ONLY, ContactPatch

ROOMS = {
    "portal identity", "access", "orders", "cases", "bookings", "messages", "approvals", "files", "history", "protocol",
}  # fmt: skip
DIALECTS = ("webinone", "crmcom_selfservice", "crmcom_classic", "administrate", "lightening")
FILE = Path(__file__).with_name("placement.csv")
ROWS = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))
# Fields of the record that no document has; ours, or for the ways in that are no dialect.
OURS = {"revision", "website", "tags", "whole_name"}


def in_record() -> list[dict[str, str]]:
    elsewhere = ("lookup.", "kept.")
    return [row for row in ROWS if row["neutral"] not in ROOMS and not row["neutral"].startswith(elsewhere)]


def struct_of(hint: Any) -> Any:
    """The struct that a hint is, may be, or lists; else None."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType, list):
        return next((found for arm in typing.get_args(hint) if (found := struct_of(arm))), None)
    return hint if isinstance(hint, type) and issubclass(hint, Struct) else None


def fault(path: str, root: type[Struct]) -> str:
    """Why ``root`` has no such path, or an empty string; keys that a reader may send back count as there."""
    here: Any = root
    for name in path.replace("[]", "").split("."):
        hints = typing.get_type_hints(here, include_extras=True) if here else {}
        if name not in hints:
            return "" if here and name in READ_ONLY.get(here.__name__, ()) else f"no {name} in {here}"
        if name == "consents":
            _, purpose, channel = path.split(".")
            known = purpose in members(ConsentPurpose) and channel in members(ConsentChannel)
            return "" if known else f"no consent {purpose} × {channel}"
        here = struct_of(hints[name])
    return ""


def test_the_table_is_whole_and_plain() -> None:
    assert Counter(row["dialect"] for row in ROWS).keys() == set(DIALECTS)
    assert len(ROWS) > 500
    assert {row["direction"] for row in ROWS} == {"in", "out", "both"}
    named = Counter((row["dialect"], row["path"], row["direction"]) for row in ROWS)
    assert [key for key, times in named.items() if times > 1] == []
    for row in ROWS:
        number = DIALECTS.index(row["dialect"])
        assert row["source"].startswith(f"S{number}:"), row
        assert int(row["source"].split(":")[1]) > 0


@pytest.mark.parametrize("row", in_record(), ids=lambda row: f"{row['dialect']}.{row['path']}-{row['direction']}")
def test_a_neutral_path_is_there(row: dict[str, str]) -> None:
    assert fault(row["neutral"], ContactRecord) == ""
    if row["direction"] != "out":
        assert fault(row["neutral"], ContactPatch) == ""


def test_what_is_not_in_the_record_has_a_known_place() -> None:
    for row in ROWS:
        neutral = row["neutral"]
        if neutral.startswith("kept."):
            assert neutral == f"kept.{row['dialect']}"
        elif neutral.startswith("lookup."):
            _, model, field = neutral.split(".")
            assert apps.get_model("contacts", model)._meta.get_field(field)


def test_a_wrong_path_would_be_noticed() -> None:
    assert fault("emails[].mail", ContactRecord) != ""
    assert fault("demographics.id_card.no", ContactRecord) != ""
    assert fault("consents.marketing.FAX", ContactRecord) != ""
    assert fault("created_at.day", ContactRecord) != ""


def test_every_field_of_the_record_serves_a_vendor_or_is_ours() -> None:
    used = {row["neutral"].replace("[]", "").split(".")[0] for row in ROWS}
    assert set(ContactRecord.__struct_fields__) - used == OURS


def pairs() -> Iterator[tuple[str, type[Struct], type[Struct]]]:
    """Each struct of the record beside the one of the patch that speaks about it."""
    seen = [("ContactRecord", ContactRecord, ContactPatch)]
    for name, record, spoken in seen:
        yield name, record, spoken
        for field, hint in typing.get_type_hints(record).items():
            inner = struct_of(hint)
            if inner is not None:
                there = struct_of(typing.get_type_hints(spoken, include_extras=True)[field])
                seen.append((f"{name}.{field}", inner, there))


@pytest.mark.parametrize(
    ("name", "record", "spoken"), list(pairs()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_field_of_the_record_can_be_spoken_about(name: str, record: type[Struct], spoken: type[Struct]) -> None:
    read_only = READ_ONLY.get(spoken.__name__, frozenset())
    assert set(record.__struct_fields__) == (set(spoken.__struct_fields__) - {"remove"}) | read_only
    assert not read_only & set(spoken.__struct_fields__)


def test_read_only_names_patches_that_exist() -> None:
    assert all(issubclass(getattr(patch, name), Struct) for name in READ_ONLY)
