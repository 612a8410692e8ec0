"""Writing a batch: rows as a projection of the records, numbers sealed, snapshots, search texts, journal."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model

from contacts.directory.models import Contact, SealedNumber, SearchText, Snapshot
from contacts.directory.planning import Plan
from contacts.directory.rows import PROJECTIONS, FieldIds, Projection, contact_row, custom_sets
from contacts.directory.search import search_text
from contacts.history import journal
from contacts.history.actor import Actor
from contacts.lookups import queries as lookups
from contacts.record import codec
from contacts.vault.seal import blind_index, seal, unseal

BATCH = 1000  # rows a statement; SQLite takes at most 250,000 parameters


def write(plans: Sequence[Plan], *, actor: Actor, now: dt.datetime) -> None:
    """Write what ``plans`` changed; plans found to change nothing become ``unchanged``."""
    sealed = _sealed(plans)
    for item in plans:
        _settle(item, sealed.get(item.after.id, {}))
    changed = [item for item in plans if item.action != "unchanged"]
    if not changed:
        return
    _upsert(Contact, [contact_row(item.after) for item in changed], all_new=_all_new(changed))
    fields = _definitions(changed)
    for projection in PROJECTIONS:
        _project(projection, changed, fields)
    _write_sealed(changed, sealed)
    _write_copies(changed)
    journal.append([_entry(item, sealed) for item in changed], actor=actor, now=now)


def _all_new(plans: Iterable[Plan]) -> bool:
    return all(item.before is None for item in plans)


def _upsert(model: type[Model], rows: Sequence[Any], *, all_new: bool) -> None:
    """Insert rows, or overwrite those with the same key, in one statement for each thousand."""
    if not rows:
        return
    key = model._meta.pk
    manager: Any = model._default_manager
    if all_new:
        manager.bulk_create(rows, batch_size=BATCH)
        return
    columns = [field.name for field in model._meta.concrete_fields if field is not key]
    manager.bulk_create(rows, batch_size=BATCH, update_conflicts=True, unique_fields=[key.name], update_fields=columns)


def _definitions(plans: Iterable[Plan]) -> FieldIds:
    aliases = {
        alias
        for item in plans
        for _, _, values in custom_sets(item.after)
        for group in values.values()
        for alias in group
    }
    return lookups.custom_fields(aliases) if aliases else {}


def _project(projection: Projection, plans: Sequence[Plan], fields: FieldIds) -> None:
    """Bring one table in line with the records: rows that went or changed out, rows that came or changed in."""
    new: list[Any] = []
    gone: list[int] = []  # ids of parts, or of contacts where rows have no id that a record names
    touched = [item for item in plans if _touches(projection, item)]
    for item in touched:
        after = projection.project(item.after, fields)
        before = projection.project(item.before, fields) if item.before and projection.keyed else []
        if projection.keyed:
            old = {row.pk: _values(row) for row in before}
            new += [row for row in after if old.get(row.pk) != _values(row)]
            gone += [pk for pk in old if pk not in {row.pk for row in after}]
        else:
            new += after
            gone += [item.after.id] if item.before else []
    if gone:
        column = "pk__in" if projection.keyed else "contact_id__in"
        manager: Any = projection.model._default_manager
        manager.filter(**{column: gone})._raw_delete(manager.db)  # rows nobody points at: no need to read them first
    _upsert(projection.model, new, all_new=not projection.keyed or _all_new(touched))


def _touches(projection: Projection, item: Plan) -> bool:
    if item.before is None:
        return any(getattr(item.after, name) for name in projection.attributes)
    return any(getattr(item.before, name) != getattr(item.after, name) for name in projection.attributes)


def _values(row: Model) -> list[Any]:
    return [getattr(row, field.attname) for field in row._meta.concrete_fields]


def place(uuid: str, slot: str) -> str:
    """Where a sealed number of the contact ``uuid`` opens, and nowhere else."""
    return f"contacts_sealednumber|{slot}|{uuid}"


Tokens = dict[str, tuple[str, str, str]]  # slot → (old token, new token, new index); an empty token is none


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
        SealedNumber(contact_id=item.after.id, slot=slot, token=new, index=index)
        for item in plans
        for slot, (_, new, index) in sealed.get(item.after.id, {}).items()
    ]
    gone = [row for row in rows if not row.token]
    kept = [row for row in rows if row.token]
    for slot in {row.slot for row in gone}:
        SealedNumber.objects.filter(slot=slot, contact__in=[r.contact_id for r in gone if r.slot == slot]).delete()
    if kept:
        SealedNumber.objects.bulk_create(
            kept, batch_size=BATCH, update_conflicts=True, unique_fields=["contact", "slot"],
            update_fields=["token", "index"],
        )  # fmt: skip


def _write_copies(plans: Sequence[Plan]) -> None:
    all_new = _all_new(plans)
    bodies = [Snapshot(contact_id=p.after.id, revision=p.after.revision, body=codec.to_text(p.after)) for p in plans]
    _upsert(Snapshot, bodies, all_new=all_new)
    texts = [
        SearchText(contact_id=item.after.id, text=text)
        for item in plans
        if (text := search_text(item.after)) != (search_text(item.before) if item.before else None)
    ]
    _upsert(SearchText, texts, all_new=all_new)


def _entry(item: Plan, sealed: dict[int, Tokens]) -> journal.Entry:
    changes = item.changes
    if item.before is None:
        changes = {"": (None, codec.to_body(item.after))}
    tokens = {slot: (old, new) for slot, (old, new, _) in sealed.get(item.after.id, {}).items()}
    return journal.Entry(item.action, item.before, item.after, changes, tokens)
