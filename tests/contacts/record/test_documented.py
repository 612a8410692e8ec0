"""What the five documents show goes through the reader and the door, and stands in the record as it was said.

``documented.csv`` lists every field name that stands in a document, found mechanically: the quoted keys of its samples
and the names of its lists, with the line of the first.
"""

import csv
import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from contacts.directory import operations as door
from contacts.directory.models import SealedNumber
from contacts.directory.proving import prove
from contacts.directory.reading import snapshots
from contacts.directory.storing.writing import place
from contacts.lookups import models as lookups
from contacts.record.changing.profiles import SEALED, mask
from contacts.record.cleaning.countries import alpha2
from contacts.record.cleaning.values import COUNTRIES
from contacts.record.parsing import codec, parse
from contacts.vault.seal import unseal
from contacts.zones.models import Zone
from tests.contacts.directory.making import ACTOR, create
from tests.contacts.record.documented_values import DOCUMENTED
from tests.contacts.record.test_placement import DIALECTS, ROWS, in_record

FIELDS = list(csv.DictReader(Path(__file__).with_name("documented.csv").read_text(encoding="utf-8").splitlines()))
RANGE = re.compile(r"(.*?)(\d+)\.\.(\d+)")
MODELS = {
    "customer_type": lookups.CustomerType, "owner_group": lookups.OwnerGroup, "category": lookups.Category,
    "privacy_level": lookups.PrivacyLevel, "industry": lookups.Industry, "sector": lookups.Sector,
    "sectors": lookups.Sector, "branch": lookups.Branch, "vendor": lookups.Vendor, "sources": lookups.Source,
    "marketing_lists": lookups.MarketingList, "organisation": lookups.Organisation,
}  # fmt: skip


def placed(dialect: str) -> set[str]:
    """Every name that the table gives a place, ranges spelled out."""
    names: set[str] = set()
    for row in ROWS:
        if row["dialect"] == dialect:
            for name in re.split(r"\.(?![.\d])|\[\]\.?", row["path"]):
                found = RANGE.fullmatch(name)
                names |= {f"{found[1]}{n}" for n in range(int(found[2]), int(found[3]) + 1)} if found else {name}
    return names


@pytest.mark.parametrize("number", range(5), ids=DIALECTS)
def test_every_field_of_the_document_is_in_the_table(number: int) -> None:
    names = placed(DIALECTS[number])
    listed = {row["field"] for row in FIELDS if row["source"].startswith(f"S{number}:")}
    assert len(listed) >= 40
    # field_name stands for any name, field_1 and field_2 for any number.
    missing = listed - names - {"field_name"} - ({"field_1", "field_2"} if "field_<n>" in names else set())
    assert missing == set()


def said_paths(body: Any, prefix: str = "") -> set[str]:
    if isinstance(body, dict):
        deeper = (said_paths(value, f"{prefix}.{key}" if prefix else key) for key, value in body.items())
        return {prefix}.union(*deeper) if body else {prefix}
    if isinstance(body, list):
        return {prefix}.union(*(said_paths(value, prefix) for value in body))
    return {prefix}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_documented_values_speak_of_every_place_that_can_be_written(dialect: str) -> None:
    said = said_paths(DOCUMENTED[dialect])
    wanted = {
        row["neutral"].replace("[]", "")
        for row in in_record()
        if row["dialect"] == dialect and row["direction"] != "out" and row["neutral"] not in ("uuid", "phones[].id")
    }
    # A zone's name is ignored when it is sent, and a photo is set by its own room.
    assert wanted - said - {"zones.name", "photo"} == set()
    kept = f"kept.{dialect}"
    assert (kept in said) == any(row["neutral"] == kept for row in ROWS)


def _definitions(part: str, values: dict[str, dict[str, Any]]) -> None:
    for alias, fields in values.items():
        group, _ = lookups.CustomFieldGroup.objects.get_or_create(alias=alias, defaults={"name": alias})
        for name, value in fields.items():
            type_ = {bool: "boolean", int: "decimal", list: "multichoice"}.get(type(value), "text")
            type_ = "datetime" if re.search(r"udf_date_\d$", name) else type_
            lookups.CustomField.objects.create(
                group=group, alias=f"{name}", label=name, type=type_, part=part,
                choices=["Red", "Green", "Blue"] if type_ == "multichoice" else [],
            )  # fmt: skip


def prepare(body: Any) -> None:
    """Every look-up, zone and custom field that ``body`` names."""
    _definitions("contact", body.get("custom", {}))
    for part in ("emails", "phones", "addresses"):
        for item in body.get(part, ()):
            _definitions(part, item.get("custom", {}))
    for zone in body.get("zones", ()):
        Zone.objects.create(name=zone["id"])
    _name_lookups(body)


def _name_lookups(body: Any) -> None:
    for key, value in body.items() if isinstance(body, dict) else ():
        if key in MODELS:
            for name in value if isinstance(value, list) else [value]:
                MODELS[key]._default_manager.get_or_create(name=name, defaults={"code": name[:50]})
        elif key in ("demographics", "company_profile"):
            _name_lookups(value)
        elif key == "affiliations":
            for item in value:
                _name_lookups(item)


def fault(said: Any, stored: Any, key: str = "") -> str:
    """Where ``stored`` does not hold what was said, or an empty string."""
    if key in MODELS and not isinstance(said, list):
        stored = MODELS[key]._default_manager.get(pk=stored).name
    elif key in COUNTRIES:
        said = alpha2(said)
    elif (key == "number" and isinstance(stored, str) and stored.startswith("•")) or (key in SEALED and said != stored):
        said = mask(said) if isinstance(said, str) else said
    elif key == "expires_at":
        said, stored = dt.datetime.fromisoformat(said), dt.datetime.fromisoformat(stored)
    elif "udf_date" in key:
        said = f"{said}Z"
    if isinstance(said, dict) and isinstance(stored, dict):
        return next((f for name in said if (f := fault(said[name], stored.get(name), name))), "")
    if isinstance(said, list) and isinstance(stored, list) and len(said) == len(stored):
        return next((f for one, other in zip(said, stored, strict=True) if (f := fault(one, other, key))), "")
    return "" if said == stored and type(said) is type(stored) else f"{key}: {said!r} became {stored!r}"


@pytest.mark.django_db
@pytest.mark.parametrize("dialect", DIALECTS)
def test_documented_values_come_back_equal(dialect: str, settings: Any) -> None:
    settings.DEFAULT_COUNTRY = "CY"
    body = dict(DOCUMENTED[dialect])
    prepare(body)
    if "relations" in body:
        other = create(last_name="Lannister").record.id
        body["relations"] = [{**relation, "contact": other} for relation in body["relations"]]
    saved = door.create(patch=parse.parse_patch(body), actor=ACTOR).record
    stored = codec.to_body(snapshots.records([saved.id])[saved.id])
    if "annual_turnover" in body.get("company_profile", {}):
        stored["company_profile"]["annual_turnover"] = str(stored["company_profile"]["annual_turnover"])
    body["zones"] = [{**zone, "id": Zone.objects.get(name=zone["id"]).pk} for zone in body.get("zones", ())]
    assert fault(body, stored) == ""
    assert list(prove()) == []
    opened = {row.slot: unseal(row.token, place=place(saved.uuid, row.slot)) for row in SealedNumber.objects.all()}
    spoken = body.get("demographics", {})
    numbers = {slot: spoken[slot] for slot in SEALED if slot in spoken}
    assert opened == {slot: value["number"] if isinstance(value, dict) else value for slot, value in numbers.items()}


@pytest.mark.django_db
def test_a_value_that_changed_on_the_way_would_be_noticed() -> None:
    assert fault({"town": "Nicosia"}, {"town": "Lefkosia"}) == "town: 'Nicosia' became 'Lefkosia'"
    assert fault({"floor": 0}, {"floor": False}) != ""
    assert fault({"country": "CYP"}, {"country": "GR"}) != ""
    assert fault({"sources": ["a"]}, {"sources": []}) != ""
