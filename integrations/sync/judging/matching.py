"""Which contact of ours one of theirs is, when nobody said so: by the connection's rules, for a whole page at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from msgspec import Struct
from msgspec.structs import replace

from contacts.directory import queries as contacts
from contacts.imports.matching import Key, key_of, matches
from contacts.record.cleaning import names
from contacts.record.cleaning.clean import capitals
from contacts.record.contact import ContactRecord
from integrations.connections.models import ExternalId

NAMES = ("kind", "title", "first_name", "middle_name", "last_name", "company_name")


class Match(Struct, frozen=True):
    """The contact that is meant, None for a new one; ``candidates`` when several might be, by ``rule``."""

    contact: int | None = None
    rule: str = ""
    candidates: tuple[int, ...] = ()


def matched(
    said: Mapping[str, dict[str, Any]], *, rules: Sequence[str], connection: int, blank: ContactRecord
) -> dict[str, Match]:
    """A match for each of ``said``, patches as JSON values by their ids. Each of ours is given to one of theirs only.

    A statement for each rule and one for who is taken already, however many contacts.
    """
    keys = {theirs: {rule: list(_keys(rule, values, blank)) for rule in rules} for theirs, values in said.items()}
    found = _found(key for by_rule in keys.values() for many in by_rule.values() for key in many)
    everybody = {contact for ids in found.values() for contact in ids}
    linked = _linked(connection, everybody)
    result: dict[str, Match] = {}
    for theirs, by_rule in keys.items():
        result[theirs] = match = _first(by_rule, found, linked)
        if match.contact is not None:
            linked.add(match.contact)
    return result


def _first(by_rule: Mapping[str, list[Key]], found: Mapping[Key, set[int]], linked: set[int]) -> Match:
    for rule, keys in by_rule.items():
        free = sorted({contact for key in keys for contact in found.get(key, ())} - linked)
        if len(free) == 1:
            return Match(free[0], rule)
        if free:
            return Match(None, rule, tuple(free[:10]))
    return Match()


def _keys(rule: str, values: Mapping[str, Any], blank: ContactRecord) -> Iterator[Key]:
    if rule == "name":
        yield from _name_key(values, blank)
    elif rule == "email":
        yield from ((rule, capitals(str(one["email"]))) for one in values.get("emails") or () if one.get("email"))
    elif rule == "phone":
        for one in values.get("phones") or ():
            key = key_of({"phones": [one]}, ["phone"], settings.DEFAULT_COUNTRY)
            yield from [key] if key else []
    elif value := str(values.get(rule) or "").strip():
        yield rule, value


def _name_key(values: Mapping[str, Any], blank: ContactRecord) -> Iterator[Key]:
    """Sort name and display name in one key, as a contact with these values would have them."""
    parts = {name: values[name] or "" for name in NAMES if name in values}
    named = names.named(blank, parts, values.get("display_name") or None)
    record = replace(blank, **(parts | named))
    if record.display_name:
        yield "name", _folded(names.sort_name(record), record.display_name)


def _folded(sort_name: str, display_name: str) -> str:
    return f"{sort_name}\n{display_name.casefold()}"


def _found(keys: Iterable[Key]) -> dict[Key, set[int]]:
    found: dict[Key, set[int]] = defaultdict(set)
    wanted = set(keys)
    for key, ids in matches(key for key in wanted if key[0] != "name").items():
        found[key] = set(ids)
    by_name = {value for rule, value in wanted if rule == "name"}
    if by_name:
        for sort_name, display_name, contact in contacts.with_sort_names(one.partition("\n")[0] for one in by_name):
            found["name", _folded(sort_name, display_name)].add(contact)
    return found


def _linked(connection: int, ids: Iterable[int]) -> set[int]:
    """Those of ``ids`` that another of theirs is already."""
    wanted = set(ids)
    if not wanted:
        return set()
    rows = ExternalId.objects.filter(connection=connection, contact__in=wanted, theirs__isnull=False, gone_at=None)
    return set(rows.values_list("contact_id", flat=True))
