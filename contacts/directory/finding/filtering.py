"""The filter language as conditions on rows: every column is named here, nothing a caller sends becomes a look-up."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, Value
from django.db.models.functions import Left, Upper
from django.db.models.lookups import Exact

from contacts.directory import models
from contacts.lookups import queries as lookups
from contacts.record import filters
from contacts.record.cleaning.custom import Definition
from contacts.record.errors import invalid
from contacts.record.filters import Condition, Field, Where
from contacts.vault.seal import blind_index
from contacts.zones.models import Grant

PARTS: dict[str, type[Model]] = {
    "emails": models.ContactEmail,
    "phones": models.ContactPhone,
    "addresses": models.ContactAddress,
    "relations": models.ContactRelation,
    "affiliations": models.ContactAffiliation,
    "demographics": models.Demographics,
    "company_profile": models.CompanyProfile,
}
# Columns that are not called as the record calls them: path → (model, column).
ELSEWHERE: dict[str, tuple[type[Model], str]] = {
    "tags": (models.ContactTag, "name"),
    "sources": (models.ContactSource, "source_id"),
    "marketing_lists": (models.ContactMarketingList, "marketing_list_id"),
    "zones": (Grant, "zone_id"),
    "zones.expires_at": (Grant, "expires_at"),
    "relations.contact": (models.ContactRelation, "other_id"),
    "company_profile.sectors": (models.CompanySector, "sector_id"),
    "demographics.id_card.country": (models.Demographics, "id_card_country"),
    "demographics.id_card.expires_on": (models.Demographics, "id_card_expires_on"),
    "demographics.passport.country": (models.Demographics, "passport_country"),
    "demographics.passport.expires_on": (models.Demographics, "passport_expires_on"),
    **{
        f"demographics.{record}.{unit}": (models.Demographics, f"{column}_{unit}")
        for record, column in (("birth_date", "birth"), ("name_day", "name_day"))
        for unit in ("year", "month", "day")
    },
}
SEALED_SLOTS = {path: path.split(".")[1] for path in filters.SEALED}
ANYBODY = Q()
OPPOSITE = {"ne": "eq", "not_in": "in", "empty": "not_empty"}


def parse_filter(text: str) -> Where:
    """The filter of a ``filter`` parameter in JSON; raises ``Invalid`` at paths below ``filter``."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise invalid("filter", "invalid", 'Not JSON. Expected an object like {"field": …, "op": …}.') from None
    return filters.parse(data, custom=_definitions(text))


def parse_stored(data: object) -> Where:
    """The same of a filter that is kept as plain values."""
    return filters.parse(data, custom=_definitions(json.dumps(data)))


def parse_parameters(pairs: Sequence[tuple[str, str]]) -> Where | None:
    """The filter of plain parameters; raises ``Invalid`` at the parameter's own name."""
    return filters.parse_parameters(pairs, custom=_definitions(" ".join(key for key, _ in pairs)))


def _definitions(text: str) -> filters.FindCustom:
    if "custom." not in text:
        return lambda group, alias: None
    found = lookups.custom_fields()

    def find(group: str, alias: str) -> Definition | None:
        return found.get(("contact", group, alias))

    return find


def compiled(where: Where, within: Q = ANYBODY) -> Q:
    """The condition on ``Contact`` rows that ``where`` means; ``within`` tells of their ``contact_id``."""
    if isinstance(where, Condition):
        return _condition(where, within)
    result = Q()
    for member in where.members:
        one = compiled(member, within)
        result = result & one if where.join == "and" else result | one
    return result


def compared(column: str, condition: Condition) -> Q:
    """One column of a row that is no contact against the value; ``column`` must never come from a caller."""
    if condition.op in OPPOSITE:
        return ~_comparison(column, Condition(condition.field, OPPOSITE[condition.op], condition.value))
    return _comparison(column, condition)


def _condition(condition: Condition, within: Q) -> Q:
    """What is said in the negative is the opposite of its positive, so a contact without the part is in it."""
    if condition.op in OPPOSITE:
        return ~_condition(Condition(condition.field, OPPOSITE[condition.op], condition.value), within)
    path = condition.field.path
    if condition.field.custom:
        return _custom(condition, condition.field.custom, within)
    if path in SEALED_SLOTS:
        return _sealed(condition, SEALED_SLOTS[path])
    if path.startswith("consents."):
        _, purpose, channel = path.split(".")
        return _any(models.ConsentNow, Q(purpose=purpose, channel=channel) & within, "state", condition)
    if path == "uuid":
        return Q(uuid__in=_uuids(condition.value)) if condition.op != "not_empty" else Q()
    head, _, column = path.partition(".")
    if path in ELSEWHERE:
        model, column = ELSEWHERE[path]
        return _any(model, within, column, condition)
    if head in PARTS:
        return _any(PARTS[head], within, _column(condition.field, column), condition)
    return _comparison(_column(condition.field, path), condition)


def _column(field: Field, name: str) -> str:
    return f"{name}_id" if field.kind == "reference" else name


def _any(model: type[Model], base: Q, column: str, condition: Condition) -> Q:
    rows = model._default_manager.filter(base & _comparison(column, condition))
    return Q(pk__in=rows.values("contact_id"))


def _comparison(column: str, condition: Condition) -> Q:
    """One column against the value; ``column`` comes from this file or the record, never from a caller."""
    value, op, kind = condition.value, condition.op, condition.field.kind
    if op == "not_empty":
        return ~Q(**{column: ""}) & ~Q(**{column: None}) if kind in ("text", "choice") else ~Q(**{column: None})
    if kind == "text":
        upper = tuple(map(_upper, value)) if isinstance(value, tuple) else _upper(value)
        lookup = {"eq": "upper", "in": "upper__in"}.get(op, f"upper__{op}")
        return Q(**{f"{column}__{lookup}": upper})
    if op == "in" and kind == "number" and not condition.field.custom:
        value = [one for one in value if abs(one) < 2**63]  # larger than any column's; a database may refuse to compare
    if op == "eq":
        return _day(column, value) if kind == "datetime" and _is_day(value) else Q(**{column: value})
    return Q(**{f"{column}__{op}": value})


def _upper(text: str) -> Any:
    """The text in capitals as the database writes those of its columns; beyond ASCII only it knows how."""
    return text.upper() if text.isascii() else Upper(Value(text))


def _is_day(value: dt.datetime) -> bool:
    return value.time() == dt.time(0)


def _day(column: str, value: dt.datetime) -> Q:
    end = Q() if value.date() == dt.date.max else Q(**{f"{column}__lt": value + dt.timedelta(days=1)})
    return Q(**{f"{column}__gte": value}) & end


def _uuids(value: Any) -> list[UUID]:
    found = []
    for text in value if isinstance(value, tuple) else (value,):
        try:
            found.append(UUID(text))
        except ValueError:
            raise invalid("uuid", "invalid", "Expected a UUID.") from None
    return found


def _sealed(condition: Condition, slot: str) -> Q:
    rows = models.SealedNumber.objects.filter(slot=slot)
    if condition.op == "eq":
        rows = rows.filter(index=blind_index(condition.value, slot=slot))
    return Q(pk__in=rows.values("contact_id"))


def _custom(condition: Condition, field: Definition, within: Q) -> Q:
    base = Q(field_id=field.id, part_id=None) & within
    if condition.op == "not_empty":
        return Q(pk__in=models.CustomValue.objects.filter(base).values("contact_id"))
    column = {"number": "number", "boolean": "number", "date": "moment", "datetime": "moment"}.get(
        condition.field.kind, "text"
    )
    value = condition.value
    if condition.field.kind == "boolean":
        value = float(value)
    elif condition.field.kind == "date":
        moments = [
            dt.datetime.combine(day, dt.time(0), dt.UTC) for day in (value if isinstance(value, tuple) else (value,))
        ]
        value = tuple(moments) if isinstance(condition.value, tuple) else moments[0]
    if condition.op == "eq" and condition.field.kind == "text" and len(value) < models.INDEXED_TEXT:
        # The whole text is the beginning that the index has. Asked for both, a planner expects far too few.
        whole = Q(Exact(Upper(Left("text", models.INDEXED_TEXT)), _upper(value)))
        return Q(pk__in=models.CustomValue.objects.filter(base & whole).values("contact_id"))
    return _any(models.CustomValue, base, column, Condition(condition.field, condition.op, value))
