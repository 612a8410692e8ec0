"""A record as rows: the projection the door writes. A row is a tuple in the order of its table's columns."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from django.db.models import Model
from msgspec import Struct

from contacts.directory import models
from contacts.record.cleaning import names
from contacts.record.cleaning.custom import Definition
from contacts.record.contact import (
    Address,
    Affiliation,
    CompanyProfile,
    ContactRecord,
    CustomValues,
    Demographics,
    Document,
    Email,
    PartialDate,
    Phone,
    Relation,
)
from contacts.record.parsing import codec
from contacts.tables.bulk import Row
from contacts.zones.models import Grant

FieldIds = dict[tuple[str, str, str], Definition]
Rows = Callable[[Iterable[ContactRecord], FieldIds], list[Row]]

# Columns of the contact row that a record spells otherwise, or that are not one value.
FOREIGN = ("customer_type", "owner_group", "category", "privacy_level")
PLAIN = [
    field.name
    for field in models.Contact._meta.concrete_fields
    if field.name not in {*FOREIGN, "uuid", "sort_name", "kept", "id"}
]
CONTACT_COLUMNS = ("id", "uuid", "sort_name", "kept", *PLAIN, *(f"{name}_id" for name in FOREIGN))
_plain_values = attrgetter(*PLAIN, *FOREIGN)


def contact_row(record: ContactRecord) -> Row:
    """The contact's own row."""
    kept = codec.dumps(record.kept) if record.kept else ""
    return (record.id, record.uuid, names.sort_name(record), kept, *_plain_values(record))


class Projection(Struct, frozen=True):
    """One table of the projection, the record's attributes it shows, and whether its rows have ids of their own.

    The first column of a table with ids is the id; every other table's is the contact's.
    """

    model: type[Model]
    columns: tuple[str, ...]
    rows: Rows
    attributes: tuple[str, ...]
    keyed: bool = False


def _parts(model: type[Model], attribute: str, part: type[Struct], renamed: dict[str, str]) -> Projection:
    fields = [name for name in part.__struct_fields__ if name != "custom"]
    values, parts = attrgetter(*fields), attrgetter(attribute)

    def rows(records: Iterable[ContactRecord], known: FieldIds) -> list[Row]:
        return [(*values(item), record.id) for record in records for item in parts(record)]

    columns = (*(renamed.get(name, name) for name in fields), "contact_id")
    return Projection(model, columns, rows, (attribute,), keyed=True)


DEMOGRAPHIC_COLUMNS = (
    *("contact_id", "gender", "birth_year", "birth_month", "birth_day"),
    *("name_day_year", "name_day_month", "name_day_day", "id_card_country", "id_card_expires_on"),
    *("passport_country", "passport_expires_on", "country_of_residence", "industry_id", "sector_id"),
)


NO_DEMOGRAPHICS, NO_PROFILE, NO_DATE, NO_DOCUMENT = Demographics(), CompanyProfile(), PartialDate(), Document()


def _demographics(records: Iterable[ContactRecord], fields: FieldIds) -> list[Row]:
    return [_person(record.id, record.demographics) for record in records if record.demographics != NO_DEMOGRAPHICS]


def _person(contact: int, known: Demographics) -> Row:
    birth, name_day = known.birth_date or NO_DATE, known.name_day or NO_DATE
    card, passport = known.id_card or NO_DOCUMENT, known.passport or NO_DOCUMENT
    return (
        *(contact, known.gender, birth.year, birth.month, birth.day),
        *(name_day.year, name_day.month, name_day.day, card.country, card.expires_on),
        *(passport.country, passport.expires_on, known.country_of_residence, known.industry, known.sector),
    )


PROFILE_FIELDS = [name for name in CompanyProfile.__struct_fields__ if name not in ("sectors", "industry")]
_profile_values = attrgetter(*PROFILE_FIELDS, "industry")


def _company_profile(records: Iterable[ContactRecord], fields: FieldIds) -> list[Row]:
    known = (record for record in records if record.company_profile != NO_PROFILE)
    return [(record.id, *_profile_values(record.company_profile)) for record in known]


def _listed(model: type[Model], column: str, path: str) -> Projection:
    values = attrgetter(path)

    def rows(records: Iterable[ContactRecord], fields: FieldIds) -> list[Row]:
        return [(record.id, n, value) for record in records for n, value in enumerate(values(record))]

    return Projection(model, ("contact_id", "position", column), rows, (path.partition(".")[0],))


def _consents(records: Iterable[ContactRecord], fields: FieldIds) -> list[Row]:
    return [
        (record.id, purpose, channel, state)
        for record in records
        for purpose, channels in record.consents.items()
        for channel, state in channels.items()
    ]


def _grants(records: Iterable[ContactRecord], fields: FieldIds) -> list[Row]:
    return [(record.id, zone.id, zone.expires_at) for record in records for zone in record.zones]


def custom_sets(record: ContactRecord) -> Iterable[tuple[str, int | None, CustomValues]]:
    """Every set of custom values of a record: ``(part, id of the part, values)``, of the contact itself first."""
    if record.custom:
        yield "contact", None, record.custom
    for part, items in (("emails", record.emails), ("phones", record.phones), ("addresses", record.addresses)):
        for item in items:
            if item.custom:
                yield part, item.id, item.custom


CUSTOM_COLUMNS = ("contact_id", "part_id", "field_id", "text", "number", "moment", "position")


def _custom(records: Iterable[ContactRecord], fields: FieldIds) -> list[Row]:
    if not fields:  # no record has any
        return []
    return [
        row
        for record in records
        for part, part_id, values in custom_sets(record)
        for group, aliases in values.items()
        for alias, value in aliases.items()
        for row in custom_rows(record.id, part_id, fields[part, group, alias], value)
    ]


def custom_rows(contact_id: int, part_id: int | None, field: Definition, value: Any) -> list[Row]:
    """The rows of one custom value: one, or one for each that was chosen."""
    chosen = value if isinstance(value, list) else [value]
    return [
        (
            *(contact_id, part_id, field.id),
            ("true" if one else "false") if isinstance(one, bool) else str(one),
            float(one) if isinstance(one, (bool, int, float)) else None,
            _moment(one) if field.type in ("date", "datetime") else None,
            n,
        )
        for n, one in enumerate(chosen)
    ]


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_affiliation = {"organisation": "organisation_id", "branch": "branch_id", "vendor": "vendor_id"}
PROJECTIONS = (
    _parts(models.ContactEmail, "emails", Email, {}),
    _parts(models.ContactPhone, "phones", Phone, {}),
    _parts(models.ContactAddress, "addresses", Address, {}),
    _parts(models.ContactRelation, "relations", Relation, {"contact": "other_id"}),
    _parts(models.ContactAffiliation, "affiliations", Affiliation, _affiliation),
    Projection(models.Demographics, DEMOGRAPHIC_COLUMNS, _demographics, ("demographics",)),
    Projection(
        models.CompanyProfile, ("contact_id", *PROFILE_FIELDS, "industry_id"), _company_profile, ("company_profile",)
    ),
    _listed(models.CompanySector, "sector_id", "company_profile.sectors"),
    _listed(models.ContactTag, "name", "tags"),
    _listed(models.ContactSource, "source_id", "sources"),
    _listed(models.ContactMarketingList, "marketing_list_id", "marketing_lists"),
    Projection(models.ConsentNow, ("contact_id", "purpose", "channel", "state"), _consents, ("consents",)),
    Projection(Grant, ("contact_id", "zone_id", "expires_at"), _grants, ("zones",)),
    Projection(models.CustomValue, CUSTOM_COLUMNS, _custom, ("custom", "emails", "phones", "addresses")),
)
