"""What the filter builder offers: every field of the filter language, with words people use."""

from collections.abc import Container, Mapping
from functools import cache

from contacts.lookups import queries as lookups
from contacts.record import choices, filters
from contacts.staff.drawing.filters import FilterField, Operator
from contacts.staff.people.fields import ALL, custom_field
from contacts.staff.people.one.parts import KINDS
from contacts.zones import queries as zones

WORDS = {
    "contains": "contains", "eq": "is", "ne": "is not", "startswith": "begins with", "endswith": "ends with",
    "gt": "is more than", "gte": "is at least", "lt": "is less than", "lte": "is at most",
}  # fmt: skip
DATE_WORDS = {"eq": "is", "ne": "is not", "gt": "is after", "gte": "is from", "lt": "is before", "lte": "is up to"}
BLANK = {"empty": "is empty", "not_empty": "is not empty"}
TYPES = {"number": "number", "boolean": "boolean", "date": "date", "datetime": "date", "choice": "choice"}
FIRST = ("display_name", "kind", "emails.email", "phones.e164", "addresses.town", "category", "tags", "created_at")
NOT_OFFERED = frozenset({"uuid"})
TOO_MANY = frozenset({"organisation", "branch", "vendor"})  # to choose from: their ids are typed
ONE = {
    "emails": "Email", "phones": "Phone", "addresses": "Address", "relations": "Relation",
    "affiliations": "Organisation", "zones": "Zone",
}  # fmt: skip
LABELS = {
    "display_name": "Name", "emails.email": "Email", "phones.e164": "Phone with +", "addresses.town": "Town",
    "created_at": "Created", "updated_at": "Changed",
    "zones": "Zone", "zones.expires_at": "Zone, until", "relations.contact": "Relation, contact id",
}  # fmt: skip


def offered(paths: Container[str] | None = None) -> tuple[FilterField, ...]:
    """Every field, or those at ``paths``: the usual ones first; look-ups with their rows to choose from.

    Two statements for rows to choose from, one for custom fields.
    """
    wanted = {
        path: field
        for path, field in filters.catalogue().items()
        if path not in NOT_OFFERED and (paths is None or path in paths)
    }
    rows = lookups.choosable_of({_of(path) for path in wanted} - {"", *TOO_MANY})
    rows["zone"] = zones.choosable() if "zones" in wanted else []
    own = [_field(path, field, rows) for path, field in wanted.items()]
    first = [field for path in FIRST for field in own if field.path == path]
    rest = sorted((field for field in own if field not in first), key=lambda field: (field.group, field.label))
    return (*first, *rest, *(field for field in _custom() if paths is None or field.path in paths))


def _field(path: str, field: filters.Field, rows: Mapping[str, list[tuple[int, str]]]) -> FilterField:
    named = choices.languages() if path == "language" else {}
    listed = tuple((member, named.get(member) or choices.label(member)) for member in field.choices)
    if field.kind == "reference":
        listed = tuple((str(pk), name) for pk, name in rows.get("zone" if path == "zones" else _of(path), ()))
    return FilterField(
        path=path,
        label=_label(path),
        type="choice" if listed else TYPES.get(field.kind, "text"),
        operators=operators(field.kind),
        choices=listed,
        group="" if path in FIRST else _group(path),
    )


def _of(path: str) -> str:
    """The look-up kind that the field at a path points at, empty for none."""
    head, _, rest = path.partition(".")
    if head in KINDS:
        found = next((field.of for field in KINDS[head].fields if field.path == rest), "")
    else:
        found = ALL[path].of if path in ALL else ""
    return "" if found == "zone" else found


@cache
def operators(kind: str) -> tuple[Operator, ...]:
    """The comparisons of a kind that take one value or none."""
    words = DATE_WORDS if kind in ("date", "datetime") else WORDS
    return tuple(
        Operator(name=op, label=BLANK.get(op) or words[op], takes_value=op not in BLANK)
        for op in filters.OPERATORS[kind]
        if op in words or op in BLANK
    )


def _label(path: str) -> str:
    if path in LABELS:
        return LABELS[path]
    if path in ALL:
        return ALL[path].label
    head, _, rest = path.partition(".")
    if head in KINDS:
        field = next((f for f in KINDS[head].fields if f.path == rest), None)
        return f"{ONE[head]}, {choices.within(field.label if field else choices.label(rest))}"
    if head == "consents":
        return ", ".join(choices.label(one) for one in rest.split("."))
    return choices.label(path.rpartition(".")[2])


def _group(path: str) -> str:
    head = path.partition(".")[0]
    if head in KINDS:
        return KINDS[head].title
    return {"demographics": "Person", "company_profile": "Company", "consents": "Consents"}.get(head, "Contact")


def _custom() -> list[FilterField]:
    found = []
    for row in lookups.custom_rows("contact"):
        definition = lookups.definition(row)
        kind = filters.custom_kind(definition)
        field = custom_field(definition, row.label)
        listed = tuple(choice for choice in field.choices if choice[0]) if kind == "choice" else ()
        found.append(
            FilterField(
                path=field.path, label=row.label, type="choice" if listed else TYPES.get(kind, "text"),
                operators=operators(kind), choices=listed, group=row.group.name,
            )
        )  # fmt: skip
    return found
