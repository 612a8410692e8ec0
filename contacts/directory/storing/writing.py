"""Writing a batch: rows as a projection of the records, numbers sealed, snapshots, search texts, journal."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model

from contacts.directory.deciding.planning import Plan
from contacts.directory.finding.facets import facets
from contacts.directory.finding.search import search_text
from contacts.directory.models import Contact, SealedNumber, SearchText, Snapshot
from contacts.directory.storing.rows import CONTACT_COLUMNS, PROJECTIONS, FieldIds, Projection, contact_row, custom_sets
from contacts.history import journal
from contacts.history.actor import Actor
from contacts.lookups import queries as lookups
from contacts.record.cleaning import names
from contacts.record.contact import ContactRecord
from contacts.record.parsing import codec
from contacts.tables import bulk
from contacts.tables.bulk import Row
from contacts.vault.seal import blind_index, seal, unseal

Tokens = dict[str, tuple[str, str, str]]  # slot → (old token, new token, new index); an empty token is none
NO_TOKENS: Tokens = {}


def write(plans: Sequence[Plan], *, actor: Actor, now: dt.datetime) -> None:
    """Write what ``plans`` changed; plans found to change nothing become ``unchanged``."""
    sealed = _sealed(plans)
    for item in plans:
        _settle(item, sealed.get(item.after.id, NO_TOKENS))
    changed = [item for item in plans if item.action != "unchanged"]
    if not changed:
        return
    texts = [codec.to_text(item.after) for item in changed]
    entries = [_entry(*pair, sealed) for pair in zip(changed, texts, strict=True)]
    with bulk.together():
        _write_rows(changed, sealed)
        _write_copies(changed, texts, all_new=_all_new(changed))
        journal.append(entries, actor=actor, now=now)
    journal.tell(entries, actor=actor, now=now)


def _write_rows(plans: Sequence[Plan], sealed: dict[int, Tokens]) -> None:
    records, all_new = [item.after for item in plans], _all_new(plans)
    _store(Contact, CONTACT_COLUMNS, list(map(contact_row, records)), all_new=all_new)
    fields = _definitions(records)
    for projection in PROJECTIONS:
        if all_new:
            bulk.insert(projection.model, projection.columns, projection.rows(records, fields))
        else:
            _project(projection, plans, fields)
    _write_sealed(plans, sealed)


def _all_new(plans: Iterable[Plan]) -> bool:
    return all(item.before is None for item in plans)


def _store(model: type[Model], columns: Sequence[str], rows: Sequence[Row], *, all_new: bool) -> None:
    """Insert rows, or overwrite those with the same first column."""
    if all_new:
        bulk.insert(model, columns, rows)
    else:
        bulk.upsert(model, columns, rows, key=columns[:1])


def _definitions(records: Iterable[ContactRecord]) -> FieldIds:
    aliases = {
        alias
        for record in records
        for _, _, values in custom_sets(record)
        for group in values.values()
        for alias in group
    }
    return lookups.custom_fields(aliases) if aliases else {}


def _project(projection: Projection, plans: Sequence[Plan], fields: FieldIds) -> None:
    """Bring one table in line with the records: rows that went or changed out, rows that came or changed in."""
    gone: list[int] = []  # ids of parts, or of contacts where rows have no id that a record names
    touched = [item for item in plans if item.before is None or _touches(projection, item.before, item.after)]
    new = projection.rows([item.after for item in touched if item.before is None], fields)
    for item in touched:
        if item.before is None:
            continue
        after = projection.rows([item.after], fields)
        if projection.keyed:
            before = {row[0]: row for row in projection.rows([item.before], fields)}
            new += [row for row in after if before.get(row[0]) != row]
            gone += before.keys() - {row[0] for row in after}
        else:
            new += after
            gone.append(item.after.id)
    if gone:
        column = "pk__in" if projection.keyed else "contact_id__in"
        manager: Any = projection.model._default_manager
        manager.filter(**{column: gone})._raw_delete(manager.db)  # rows nobody points at: no need to read them first
    _store(projection.model, projection.columns, new, all_new=not projection.keyed or _all_new(touched))


def _touches(projection: Projection, before: ContactRecord, after: ContactRecord) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in projection.attributes)


def place(uuid: str, slot: str) -> str:
    """Where a sealed number of the contact ``uuid`` opens, and nowhere else."""
    return f"contacts_sealednumber|{slot}|{uuid}"


def _sealed(plans: Iterable[Plan]) -> dict[int, Tokens]:
    """What changes among the sealed numbers of the batch; a number set to what it already is changes nothing."""
    asked = {item.after.id: item for item in plans if item.secrets or item.tokens}
    if not asked:
        return {}
    stored: dict[tuple[int, str], SealedNumber] = {
        (row.contact_id, row.slot): row for row in SealedNumber.objects.filter(contact__in=asked)
    }
    found: dict[int, Tokens] = {}
    for id_, item in asked.items():
        uuid = item.after.uuid
        numbers = {slot: unseal(token, place=place(uuid, slot)) if token else "" for slot, token in item.tokens.items()}
        for slot, number in {**numbers, **item.secrets}.items():
            row = stored.get((id_, slot))
            index = blind_index(number, slot=slot) if number else ""
            if index != (row.index if row else ""):
                token = seal(number, place=place(uuid, slot)) if number else ""
                found.setdefault(id_, {})[slot] = (row.token if row else "", token, index)
    return found


def _settle(item: Plan, tokens: Tokens) -> None:
    """A plan that only spoke of numbers which stayed as they are has changed nothing."""
    if item.before is not None and not item.changes and not tokens and item.action != "unchanged":
        item.action, item.after = "unchanged", item.before


def _write_sealed(plans: Iterable[Plan], sealed: dict[int, Tokens]) -> None:
    rows = [
        (item.after.id, slot, token, index)
        for item in plans
        for slot, (_, token, index) in sealed.get(item.after.id, NO_TOKENS).items()
    ]
    for slot in {slot for _, slot, token, _ in rows if not token}:
        cleared = [id_ for id_, where, token, _ in rows if where == slot and not token]
        SealedNumber.objects.filter(slot=slot, contact__in=cleared).delete()
    kept = [row for row in rows if row[2]]
    bulk.upsert(SealedNumber, ("contact_id", "slot", "token", "index"), kept, key=("contact_id", "slot"))


def _write_copies(plans: Sequence[Plan], texts: Sequence[str], *, all_new: bool) -> None:
    bodies = [
        (item.after.id, item.after.revision, item.after.is_archived, text)
        for item, text in zip(plans, texts, strict=True)
    ]
    _store(Snapshot, ("contact_id", "revision", "is_archived", "body"), bodies, all_new=all_new)
    found_by = [
        (item.after.id, *now)
        for item in plans
        if (now := _found_by(item.after)) != (_found_by(item.before) if item.before else None)
    ]
    _store(SearchText, ("contact_id", "text", "facets", "sort_name"), found_by, all_new=all_new)


def _found_by(record: ContactRecord) -> tuple[str, str | None, str | None]:
    words = facets(record)
    return search_text(record), words, None if words is None else names.sort_name(record)


def _entry(item: Plan, text: str, sealed: dict[int, Tokens]) -> journal.Entry:
    tokens = {slot: (old, new) for slot, (old, new, _) in sealed.get(item.after.id, NO_TOKENS).items()}
    return journal.Entry(item.action, item.before, item.after, item.changes, tokens, text)
