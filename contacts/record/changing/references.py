"""What a record points at outside of itself: look-ups, zones, custom fields."""

from collections.abc import Iterator
from typing import Any

from contacts.record.cleaning.values import LISTS_OF_REFERENCES
from contacts.record.contact import ContactRecord, CustomValues

OF_CONTACT = ("customer_type", "owner_group", "category", "privacy_level")
Reference = tuple[str, str, Any]  # path, kind, id (of a custom field: part, group alias, field alias)


def references(record: ContactRecord) -> Iterator[Reference]:
    """Every reference of ``record`` but those to other contacts."""
    yield from _single(record, OF_CONTACT, "")
    yield from _listed(record, ("sources", "marketing_lists"), "")
    for n, affiliation in enumerate(record.affiliations):
        yield from _single(affiliation, ("organisation", "branch", "vendor"), f"affiliations[{n}].")
    yield from _single(record.demographics, ("industry", "sector"), "demographics.")
    yield from _single(record.company_profile, ("industry",), "company_profile.")
    yield from _listed(record.company_profile, ("sectors",), "company_profile.")
    for n, zone in enumerate(record.zones):
        yield f"zones[{n}]", "zone", zone.id
    yield from _custom("contact", record.custom, "")
    for part in ("emails", "phones", "addresses"):
        for n, item in enumerate(getattr(record, part)):
            yield from _custom(part, item.custom, f"{part}[{n}].")


def _single(source: Any, kinds: tuple[str, ...], prefix: str) -> Iterator[Reference]:
    for kind in kinds:
        if (ref := getattr(source, kind)) is not None:
            yield f"{prefix}{kind}", kind, ref


def _listed(source: Any, names: tuple[str, ...], prefix: str) -> Iterator[Reference]:
    for name in names:
        for n, ref in enumerate(getattr(source, name)):
            yield f"{prefix}{name}[{n}]", LISTS_OF_REFERENCES[name], ref


def _custom(part: str, values: CustomValues, prefix: str) -> Iterator[Reference]:
    for group, aliases in values.items():
        for alias in aliases:
            yield f"{prefix}custom.{group}.{alias}", "custom_field", (part, group, alias)
