"""A record as rows, and rows as a record again: the projection the door writes and the proof that it is right."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model
from msgspec import Struct, structs

from contacts.directory import models
from contacts.record import codec, names
from contacts.record.contact import CompanyProfile, ContactRecord, CustomValues, Demographics, Document, PartialDate
from contacts.record.custom import Definition
from contacts.zones.models import Grant

FieldIds = dict[tuple[str, str, str], Definition]
Project = Callable[[ContactRecord, FieldIds], list[Model]]

# Columns of the contact row that a record spells otherwise, or that are not one value.
FOREIGN = ("customer_type", "owner_group", "category", "privacy_level")
PLAIN = [
    field.name
    for field in models.Contact._meta.concrete_fields
    if field.name not in {*FOREIGN, "uuid", "sort_name", "kept", "id"}
]


def contact_row(record: ContactRecord) -> models.Contact:
    """The contact's own row."""
    values = {name: getattr(record, name) for name in PLAIN}
    values |= {f"{name}_id": getattr(record, name) for name in FOREIGN}
    return models.Contact(
        id=record.id,
        uuid=UUID(record.uuid),
        sort_name=names.sort_name(record),
        kept=codec.dumps(record.kept) if record.kept else "",
        **values,
    )


def _part_rows(model: type[models.Part], attribute: str, renamed: dict[str, str]) -> Project:
    def project(record: ContactRecord, fields: FieldIds) -> list[Model]:
        rows: list[Model] = []
        for part in getattr(record, attribute):
            values = structs.asdict(part)
            values.pop("custom", None)
            rows.append(model(contact_id=record.id, **{renamed.get(key, key): value for key, value in values.items()}))
        return rows

    return project


def _demographics(record: ContactRecord, fields: FieldIds) -> list[Model]:
    known = record.demographics
    if known == Demographics():
        return []
    birth, name_day = known.birth_date or PartialDate(), known.name_day or PartialDate()
    card, passport = known.id_card or Document(), known.passport or Document()
    return [
        models.Demographics(
            contact_id=record.id,
            gender=known.gender,
            birth_year=birth.year,
            birth_month=birth.month,
            birth_day=birth.day,
            name_day_year=name_day.year,
            name_day_month=name_day.month,
            name_day_day=name_day.day,
            id_card_country=card.country,
            id_card_expires_on=card.expires_on,
            passport_country=passport.country,
            passport_expires_on=passport.expires_on,
            country_of_residence=known.country_of_residence,
            industry_id=known.industry,
            sector_id=known.sector,
        )
    ]


def _company_profile(record: ContactRecord, fields: FieldIds) -> list[Model]:
    if record.company_profile == CompanyProfile():
        return []
    values = structs.asdict(record.company_profile)
    values.pop("sectors")
    values["industry_id"] = values.pop("industry")
    return [models.CompanyProfile(contact_id=record.id, **values)]


def _listed(model: type[models.Listed], column: str, read: Callable[[ContactRecord], Iterable[Any]]) -> Project:
    def project(record: ContactRecord, fields: FieldIds) -> list[Model]:
        return [model(contact_id=record.id, position=n, **{column: value}) for n, value in enumerate(read(record))]

    return project


def _consents(record: ContactRecord, fields: FieldIds) -> list[Model]:
    return [
        models.ConsentNow(contact_id=record.id, purpose=purpose, channel=channel, state=state)
        for purpose, channels in record.consents.items()
        for channel, state in channels.items()
    ]


def _grants(record: ContactRecord, fields: FieldIds) -> list[Model]:
    return [Grant(contact_id=record.id, zone_id=zone.id, expires_at=zone.expires_at) for zone in record.zones]


def custom_sets(record: ContactRecord) -> Iterable[tuple[str, int | None, CustomValues]]:
    """Every set of custom values of a record: ``(part, id of the part, values)``, of the contact itself first."""
    yield "contact", None, record.custom
    for part in ("emails", "phones", "addresses"):
        for item in getattr(record, part):
            yield part, item.id, item.custom


def _custom(record: ContactRecord, fields: FieldIds) -> list[Model]:
    return [
        row
        for part, part_id, values in custom_sets(record)
        for group, aliases in values.items()
        for alias, value in aliases.items()
        for row in custom_rows(record.id, part_id, fields[part, group, alias], value)
    ]


def custom_rows(contact_id: int, part_id: int | None, field: Definition, value: Any) -> list[models.CustomValue]:
    """The rows of one custom value: one, or one for each that was chosen."""
    chosen = value if isinstance(value, list) else [value]
    return [
        models.CustomValue(
            contact_id=contact_id,
            part_id=part_id,
            field_id=field.id,
            text=("true" if one else "false") if isinstance(one, bool) else str(one),
            number=float(one) if isinstance(one, (bool, int, float)) else None,
            moment=_moment(one) if field.type in ("date", "datetime") else None,
            position=n,
        )
        for n, one in enumerate(chosen)
    ]


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Projection(Struct, frozen=True):
    """One table of the projection, the record's attributes it shows, and whether its rows have ids of their own."""

    model: type[Model]
    project: Project
    attributes: tuple[str, ...]
    keyed: bool = False


PROJECTIONS = (
    Projection(models.ContactEmail, _part_rows(models.ContactEmail, "emails", {}), ("emails",), True),
    Projection(models.ContactPhone, _part_rows(models.ContactPhone, "phones", {}), ("phones",), True),
    Projection(models.ContactAddress, _part_rows(models.ContactAddress, "addresses", {}), ("addresses",), True),
    Projection(
        models.ContactRelation,
        _part_rows(models.ContactRelation, "relations", {"contact": "other_id"}),
        ("relations",),
        True,
    ),
    Projection(
        models.ContactAffiliation,
        _part_rows(
            models.ContactAffiliation,
            "affiliations",
            {"organisation": "organisation_id", "branch": "branch_id", "vendor": "vendor_id"},
        ),
        ("affiliations",),
        True,
    ),
    Projection(models.Demographics, _demographics, ("demographics",)),
    Projection(models.CompanyProfile, _company_profile, ("company_profile",)),
    Projection(
        models.CompanySector,
        _listed(models.CompanySector, "sector_id", lambda r: r.company_profile.sectors),
        ("company_profile",),
    ),
    Projection(models.ContactTag, _listed(models.ContactTag, "name", lambda r: r.tags), ("tags",)),
    Projection(models.ContactSource, _listed(models.ContactSource, "source_id", lambda r: r.sources), ("sources",)),
    Projection(
        models.ContactMarketingList,
        _listed(models.ContactMarketingList, "marketing_list_id", lambda r: r.marketing_lists),
        ("marketing_lists",),
    ),
    Projection(models.ConsentNow, _consents, ("consents",)),
    Projection(Grant, _grants, ("zones",)),
    Projection(models.CustomValue, _custom, ("custom", "emails", "phones", "addresses")),
)
