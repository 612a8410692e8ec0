"""Which row a caller means by an id, a code or a name."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any, cast
from uuid import UUID

from django.db.models import Model, Q, QuerySet, Value
from django.db.models.functions import Lower

from contacts.lookups import models
from contacts.record.choices import CustomFieldType
from contacts.record.cleaning.custom import Definition
from contacts.tables.prepared import Prepared

KINDS: dict[str, type[models.LookUp]] = {
    "category": models.Category,
    "owner_group": models.OwnerGroup,
    "privacy_level": models.PrivacyLevel,
    "industry": models.Industry,
    "sector": models.Sector,
    "source": models.Source,
    "marketing_list": models.MarketingList,
    "customer_type": models.CustomerType,
    "organisation": models.Organisation,
    "branch": models.Branch,
    "vendor": models.Vendor,
}
Ref = int | str
LARGEST_ID = 2**63 - 1
UUID_SPELLING = re.compile(r"[0-9A-Fa-f]{8}(-?)[0-9A-Fa-f]{4}(?:\1[0-9A-Fa-f]{4}){3}[0-9A-Fa-f]{8}")


def find(kind: str, refs: Iterable[Ref]) -> dict[Ref, int]:
    """The ids of the rows that ``refs`` name, in one statement: a name in any case, a code as it is, an id, a UUID."""
    wanted = set(refs)
    ids = {ref for ref in wanted if isinstance(ref, int) and abs(ref) <= LARGEST_ID}
    words = {ref for ref in wanted if isinstance(ref, str)}
    folded = {word.lower() for word in words}
    uuids = {word: uuid for word in words if (uuid := _uuid(word))}
    rows = (
        KINDS[kind]
        ._default_manager.annotate(folded=Lower("name"))
        .filter(Q(pk__in=ids) | Q(folded__in=folded) | Q(code__in=words) | Q(uuid__in=set(uuids.values())))
        .values_list("pk", "folded", "code", "uuid")
    )
    found: dict[Ref, int] = {}
    for pk, name, code, own in rows:
        meant = (word for word in words if word == code or word.lower() == name or uuids.get(word) == own)
        found |= dict.fromkeys((pk, *meant), pk)
    return {ref: pk for ref, pk in found.items() if ref in wanted}


def _uuid(word: str) -> UUID | None:
    """With dashes or without; other spellings of Python's are names."""
    return UUID(word) if UUID_SPELLING.fullmatch(word) else None


def custom_rows(part: str) -> list[models.CustomField]:
    """The custom fields of a part of contacts, with their groups, in the order staff gave them."""
    return list(models.CustomField.objects.filter(part=part).select_related("group"))


def definition(row: models.CustomField) -> Definition:
    """A custom field as records know it."""
    kind = cast(CustomFieldType, row.type)
    choices = tuple(str(choice) for choice in row.choices)
    return Definition(
        row.pk, row.group.alias, row.alias, kind, choices, row.is_customer_visible, row.is_customer_editable
    )


def custom_fields(aliases: Iterable[str] | None = None) -> dict[tuple[str, str, str], Definition]:
    """Definitions by (part, group alias, field alias); all of them when ``aliases`` is None."""
    rows = _custom_fields() if aliases is None else _custom().filter(alias__in=set(aliases))
    return {
        (part, group, alias): Definition(pk, group, alias, cast(CustomFieldType, kind), tuple(map(str, found)), *marks)
        for part, pk, group, alias, kind, found, *marks in rows
    }


def _custom() -> QuerySet[models.CustomField, Any]:
    return models.CustomField.objects.values_list(
        "part", "pk", "group__alias", "alias", "type", "choices", "is_customer_visible", "is_customer_editable"
    )


_custom_fields = Prepared(_custom)


def names(kind: str, ids: Iterable[int]) -> dict[int, str]:
    """The names of rows by id."""
    return dict(KINDS[kind]._default_manager.filter(pk__in=set(ids)).values_list("pk", "name"))


def labels(per_kind: dict[str, set[int]]) -> dict[str, dict[int, str]]:
    """Names of rows of several kinds, a statement for each kind that has any id."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for kind, ids in per_kind.items():
        if ids:
            found[kind] = names(kind, ids)
    return found


def uses(row: Model) -> list[tuple[str, int]]:
    """What points at a look-up row and how often: [(verbose name, count)], empty when it may go."""
    found: list[tuple[str, int]] = []
    for relation in row._meta.related_objects:
        if relation.on_delete is not None and relation.on_delete.__name__ == "PROTECT":
            manager: Any = relation.related_model._default_manager
            count = manager.filter(**{relation.field.name: row}).count()
            if count:
                found.append((str(relation.related_model._meta.verbose_name), count))
    return found


def choosable(kind: str, *, also: Iterable[int] = ()) -> list[tuple[int, str]]:
    """``(id, name)`` of the rows one may choose, in their order: active ones, and those in ``also``."""
    rows = KINDS[kind]._default_manager.filter(Q(is_active=True) | Q(pk__in=list(also)))
    return list(rows.values_list("pk", "name"))


def choosable_of(kinds: Iterable[str]) -> dict[str, list[tuple[int, str]]]:
    """The active rows of several kinds by kind, in one statement."""
    parts = [
        KINDS[kind]._default_manager.filter(is_active=True).order_by().annotate(kind=Value(kind)) for kind in kinds
    ]
    if not parts:
        return {}
    rows = [part.values_list("kind", "position", "name", "pk") for part in parts]
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for kind, _, name, pk in sorted(rows[0].union(*rows[1:], all=True)):
        found[kind].append((pk, name))
    return found


def rows(kind: str, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The columns of rows by id, in one statement; contacts know cost centres by their number instead."""
    names, prepared = _prepared(kind)
    return {row[0]: dict(zip(names, row, strict=True)) for row in prepared(list(ids))}


@cache
def _prepared(kind: str) -> tuple[list[str], Prepared]:
    """The names of columns, the one that rows are known by first, and the query."""
    key = "number" if kind == "cost_centre" else "id"
    model: Any = models.CostCentre if kind == "cost_centre" else KINDS[kind]
    names = [key, *(field.attname for field in model._meta.concrete_fields if field.attname != key)]
    return names, Prepared(lambda ids: model._default_manager.filter(**{f"{key}__in": ids}).values_list(*names))


def having(kind: str, column: str, value: Any) -> list[int]:
    """The ids of at most two rows with ``value`` in one of their own columns; names in any case."""
    if column not in {field.name for field in KINDS[kind]._meta.concrete_fields}:
        raise ValueError(f"{kind} has no column {column}")
    rows = KINDS[kind]._default_manager.order_by("pk")
    if column == "name":
        rows = rows.annotate(folded=Lower("name")).filter(folded=str(value).lower())
    else:
        rows = rows.filter(**{column: value})
    return list(rows.values_list("pk", flat=True)[:2])


def organisations_called(custom_identifier: str) -> list[int]:
    """The organisations with an identifier of their own; it need not be unique."""
    found = models.Organisation.objects.filter(custom_identifier=custom_identifier).order_by("pk")
    return list(found.values_list("pk", flat=True)[:2])
