"""Records made from the rows alone, for ``manage.py verify`` to compare with the snapshots."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model
from msgspec import Struct, structs

from contacts.directory import models
from contacts.directory.storing.rows import FOREIGN, PLAIN, custom_rows
from contacts.directory.storing.writing import place
from contacts.lookups import queries as lookups
from contacts.record.changing.merge import mask
from contacts.record.cleaning.clean import amount
from contacts.record.cleaning.custom import Definition
from contacts.record.contact import (
    Address,
    Affiliation,
    CompanyProfile,
    ContactRecord,
    CustomValue,
    Demographics,
    Document,
    Email,
    PartialDate,
    Phone,
    Relation,
    ZoneMembership,
)
from contacts.record.parsing import codec
from contacts.vault.seal import SealBroken, blind_index, unseal
from contacts.zones.models import Grant

PARTS: dict[str, tuple[type[Model], type[Struct], dict[str, str]]] = {
    "emails": (models.ContactEmail, Email, {}),
    "phones": (models.ContactPhone, Phone, {}),
    "addresses": (models.ContactAddress, Address, {}),
    "relations": (models.ContactRelation, Relation, {"contact": "other_id"}),
    "affiliations": (
        models.ContactAffiliation,
        Affiliation,
        {"organisation": "organisation_id", "branch": "branch_id", "vendor": "vendor_id"},
    ),
}
LISTS: dict[str, tuple[type[Model], str]] = {
    "tags": (models.ContactTag, "name"),
    "sources": (models.ContactSource, "source_id"),
    "marketing_lists": (models.ContactMarketingList, "marketing_list_id"),
    "sectors": (models.CompanySector, "sector_id"),
}
# What stands in place of a value that the rows cannot tell; no record holds these.
BROKEN, MISPLACED = "(sealed, but does not open)", "(found by another value than the one stored)"
UNREADABLE = "(not of its field's type)"
Values = dict[str, Any]
CustomSets = dict[tuple[int, int | None], dict[str, dict[str, CustomValue]]]  # (contact, part or None) → values


def assemble(ids: Iterable[int]) -> dict[int, ContactRecord]:
    """The records that the rows of ``ids`` make, in a number of statements that does not depend on how many."""
    contacts = list(models.Contact.objects.filter(pk__in=set(ids)))
    gathered: dict[int, Values] = {row.pk: _own(row) for row in contacts}
    custom = _custom(gathered)
    for row in contacts:
        gathered[row.pk]["custom"] = custom.get((row.pk, None), {})
    _parts(gathered, custom)
    lists = {name: _listed(model, column, gathered) for name, (model, column) in LISTS.items()}
    for name in ("tags", "sources", "marketing_lists"):
        for pk, values in gathered.items():
            values[name] = lists[name].get(pk, [])
    _consents(gathered)
    _zones(gathered)
    numbers = _numbers(contacts)
    _demographics(gathered, numbers)
    _company_profiles(gathered, lists["sectors"])
    return {pk: ContactRecord(**values) for pk, values in gathered.items()}


def _own(row: models.Contact) -> Values:
    values = {name: getattr(row, name) for name in PLAIN}
    values |= {name: getattr(row, f"{name}_id") for name in FOREIGN}
    return values | {"id": row.pk, "uuid": str(row.uuid), "kept": codec.loads(row.kept) if row.kept else {}}


def _rows(model: type[Model], ids: Iterable[int], *order: str) -> Any:
    return model._default_manager.filter(contact_id__in=list(ids)).order_by("contact_id", *order)


def _parts(gathered: dict[int, Values], custom: CustomSets) -> None:
    for name, (model, cls, renamed) in PARTS.items():
        found: dict[int, list[Any]] = defaultdict(list)
        fields = [field for field in cls.__struct_fields__ if field != "custom"]
        for row in _rows(model, gathered, "pk"):
            values = {field: getattr(row, renamed.get(field, field)) for field in fields}
            if "custom" in cls.__struct_fields__:
                values["custom"] = custom.get((row.contact_id, row.pk), {})
            found[row.contact_id].append(cls(**values))
        for pk, contact in gathered.items():
            contact[name] = found.get(pk, [])


def _listed(model: type[Model], column: str, ids: Iterable[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for pk, value in _rows(model, ids, "position").values_list("contact_id", column):
        found[pk].append(value)
    return found


def _consents(gathered: dict[int, Values]) -> None:
    for values in gathered.values():
        values["consents"] = {}
    for row in _rows(models.ConsentNow, gathered, "purpose", "channel"):
        gathered[row.contact_id]["consents"].setdefault(row.purpose, {})[row.channel] = row.state


def _zones(gathered: dict[int, Values]) -> None:
    for values in gathered.values():
        values["zones"] = []
    rows = _rows(Grant, gathered, "zone_id").values_list("contact_id", "zone_id", "zone__name", "expires_at")
    for pk, zone, name, expires_at in rows:
        gathered[pk]["zones"].append(ZoneMembership(id=zone, name=name, expires_at=expires_at))


def _custom(ids: Iterable[int]) -> CustomSets:
    """Values by their field's type; groups and aliases in the order that records have them in."""
    stored: dict[tuple[int, int | None, int], list[models.CustomValue]] = defaultdict(list)
    for row in _rows(models.CustomValue, ids, "position"):
        stored[row.contact_id, row.part_id, row.field_id].append(row)
    fields = {field.id: field for field in lookups.custom_fields().values()} if stored else {}
    found: CustomSets = {}
    for contact, part, field_id in sorted(stored, key=lambda key: (fields[key[2]].group, fields[key[2]].alias)):
        field = fields[field_id]
        group = found.setdefault((contact, part), {}).setdefault(field.group, {})
        group[field.alias] = _custom_value(field, stored[contact, part, field_id])
    return found


def _custom_value(field: Definition, stored: Sequence[models.CustomValue]) -> CustomValue:
    texts = [row.text for row in stored]
    try:
        value = _read_custom(field, texts)
        expected = custom_rows(stored[0].contact_id, stored[0].part_id, field, value)
    except ValueError:
        return UNREADABLE
    return value if [_columns(row) for row in stored] == [row[3:6] for row in expected] else MISPLACED


def _columns(row: models.CustomValue) -> tuple[Any, ...]:
    return row.text, row.number, row.moment


def _read_custom(field: Definition, texts: list[str]) -> CustomValue:
    if field.type == "multichoice":
        return list(texts)
    if field.type == "boolean":
        return texts[0] == "true"
    if field.type in ("integer", "decimal"):
        return int(texts[0]) if texts[0].lstrip("-").isdigit() else float(texts[0])
    return texts[0]


def _numbers(contacts: Sequence[models.Contact]) -> dict[int, dict[str, str]]:
    """Masked numbers by slot, each opened where it lies; one that does not open says so instead."""
    uuids = {row.pk: str(row.uuid) for row in contacts}
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for row in _rows(models.SealedNumber, uuids):
        found[row.contact_id][row.slot] = _masked(row, uuids[row.contact_id])
    return found


def _masked(row: models.SealedNumber, uuid: str) -> str:
    try:
        number = unseal(row.token, place=place(uuid, row.slot))
    except SealBroken:
        return BROKEN
    return mask(number) if blind_index(number, slot=row.slot) == row.index else MISPLACED


def _demographics(gathered: dict[int, Values], numbers: dict[int, dict[str, str]]) -> None:
    for pk, values in gathered.items():
        values["demographics"] = _person(models.Demographics(), numbers.get(pk, {}))
    for row in _rows(models.Demographics, gathered):
        gathered[row.contact_id]["demographics"] = _person(row, numbers.get(row.contact_id, {}))


def _person(row: models.Demographics, numbers: dict[str, str]) -> Demographics:
    card = Document(number=numbers.get("id_card", ""), country=row.id_card_country, expires_on=row.id_card_expires_on)
    passport = Document(
        number=numbers.get("passport", ""), country=row.passport_country, expires_on=row.passport_expires_on
    )
    birth = PartialDate(year=row.birth_year, month=row.birth_month, day=row.birth_day)
    name_day = PartialDate(year=row.name_day_year, month=row.name_day_month, day=row.name_day_day)
    return Demographics(
        gender=row.gender,  # type: ignore[arg-type]  # whatever the row holds is what is to be compared
        birth_date=None if birth == PartialDate() else birth,
        name_day=None if name_day == PartialDate() else name_day,
        id_card=None if card == Document() else card,
        passport=None if passport == Document() else passport,
        social_security_number=numbers.get("social_security_number", ""),
        statutory_number=numbers.get("statutory_number", ""),
        country_of_residence=row.country_of_residence,
        industry=row.industry_id,
        sector=row.sector_id,
    )


def _company_profiles(gathered: dict[int, Values], sectors: dict[int, list[int]]) -> None:
    for pk, values in gathered.items():
        values["company_profile"] = CompanyProfile(sectors=sectors.get(pk, []))
    for row in _rows(models.CompanyProfile, gathered):
        profile = gathered[row.contact_id]["company_profile"]
        plain = {
            field: getattr(row, field)
            for field in CompanyProfile.__struct_fields__
            if field not in ("industry", "sectors")
        }
        if plain["annual_turnover"] is not None:
            plain["annual_turnover"] = amount(plain["annual_turnover"], "annual_turnover")
        gathered[row.contact_id]["company_profile"] = structs.replace(profile, industry=row.industry_id, **plain)
