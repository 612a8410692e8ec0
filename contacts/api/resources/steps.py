"""The operations of a bulk request: read, matched with what is stored, and handed to the door in batches."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from msgspec import Struct

from contacts.api.resources import fixed
from contacts.directory import operations, queries
from contacts.directory.commands import Archive, Command, Create, Outcome, Refused, Update
from contacts.directory.reading import snapshots
from contacts.history.actor import Actor
from contacts.imports.matching import MATCH_KEYS, Key, aligned, key_of, matches
from contacts.record.contact import ContactRecord
from contacts.record.errors import FieldError, Invalid, invalid
from contacts.record.parsing.parse import parse_patch
from contacts.record.patch import ContactPatch

ACTIONS = {
    "create": ("action", "contact"),
    "update": ("action", "id", "revision", "contact"),
    "upsert": ("action", "match", "contact"),
    "archive": ("action", "id", "revision"),
}


class Step(Struct):
    """One operation that can be understood: ``ref`` names a contact, ``key`` is what an upsert looks for.

    ``told`` is what an update says of keys that are not set; an upsert may come from a system that has its own.
    """

    action: str
    ref: str = ""
    contact: dict[str, Any] = {}
    patch: ContactPatch | None = None
    revision: int | None = None
    key: Key | None = None
    told: list[fixed.Said] = []


Read = Step | Refused


def parse_step(item: object) -> Read:
    """The operation that ``item`` (decoded JSON) is, or why it is none."""
    try:
        return _step(item)
    except Invalid as exc:
        return Refused("invalid", exc.errors)


def _step(item: object) -> Step:
    action = item.get("action") if isinstance(item, dict) else None
    if not isinstance(item, dict) or not isinstance(action, str) or action not in ACTIONS:
        raise invalid("action", "invalid_choice", f"Expected an object with action, one of {', '.join(ACTIONS)}.")
    for key in item:
        if key not in ACTIONS[action]:
            raise invalid(str(key)[:60], "unknown_field", f"Expected {', '.join(ACTIONS[action])} only.")
    step = Step(action)
    if "id" in ACTIONS[action]:
        step.ref, step.revision = _ref(item.get("id")), _revision(item.get("revision"))
    if "contact" in ACTIONS[action]:
        step.contact, step.patch = _contact(item.get("contact"))
    if action == "update":
        step.told = fixed.said(step.contact)
    if action == "upsert":
        step.key = _key(item.get("match", "external_id"), step.contact)
    return step


def _ref(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, str)) or not value:
        raise invalid("id", "required", "Name the contact by its id or UUID.")
    return str(value)


def _revision(value: object) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise invalid("revision", "invalid", "Expected the revision that was last seen, a whole number.")
    return value


def _contact(value: object) -> tuple[dict[str, Any], ContactPatch]:
    try:
        patch = parse_patch(value)
    except Invalid as exc:
        raise Invalid(error.under("contact") for error in exc.errors) from None
    assert isinstance(value, dict)
    return value, patch


def _key(match: object, contact: dict[str, Any]) -> Key:
    names = [match] if isinstance(match, str) else match
    if not isinstance(names, list) or not names or any(name not in MATCH_KEYS for name in names):
        raise invalid("match", "invalid_choice", f"Expected one or several of {', '.join(MATCH_KEYS)}.")
    key = key_of(contact, names, settings.DEFAULT_COUNTRY)
    if key is None:
        raise invalid("contact", "required", f"Give the contact a value for {' or '.join(names)} to be found by.")
    return key


def carry_out(steps: Sequence[Read], *, actor: Actor, atomic: bool) -> list[Outcome]:
    """An outcome for each step, in order; with ``atomic`` nothing is stored when one of them is refused."""
    ids = queries.resolve_all(step.ref for step in steps if isinstance(step, Step) and step.ref)
    outcomes: list[Outcome] = []
    with transaction.atomic():
        for batch in _batches(steps, ids):
            outcomes += _apply(batch, ids, actor)
        if atomic and any(isinstance(outcome, Refused) for outcome in outcomes):
            transaction.set_rollback(True)
            why = (FieldError("", "not_done", "Not carried out, since another operation was refused."),)
            outcomes = [one if isinstance(one, Refused) else Refused("not_done", why) for one in outcomes]
    return outcomes


def _batches(steps: Sequence[Read], ids: dict[str, int]) -> Iterable[list[Read]]:
    """Cut where a contact comes again, and between upserts and the rest: a later step must see what came before."""
    batch: list[Read] = []
    seen: set[object] = set()
    upserts = False
    for step in steps:
        names = _names(step, ids)
        is_upsert = isinstance(step, Step) and step.action == "upsert"
        if batch and (seen & names or is_upsert != upserts):
            yield batch
            batch, seen = [], set()
        batch.append(step)
        seen |= names
        upserts = is_upsert
    yield batch


def _names(step: Read, ids: dict[str, int]) -> set[object]:
    if isinstance(step, Refused):
        return set()
    return {name for name in (ids.get(step.ref), step.key) if name is not None}


def _apply(batch: Sequence[Read], ids: dict[str, int], actor: Actor) -> list[Outcome]:
    wanted = _commands(batch, ids)
    commands = [item for item in wanted if not isinstance(item, Refused)]
    done = iter([outcome for part in _without_repeats(commands) for outcome in operations.apply(part, actor=actor)])
    return [item if isinstance(item, Refused) else next(done) for item in wanted]


def _without_repeats(commands: Sequence[Command]) -> Iterable[list[Command]]:
    """Two upserts may find the same contact by different keys; the door takes a contact once in a batch."""
    part: list[Command] = []
    taken: set[int] = set()
    for command in commands:
        contact = None if isinstance(command, Create) else command.contact
        if contact in taken:
            yield part
            part, taken = [], set()
        part.append(command)
        taken |= {contact} if contact is not None else set()
    yield part


def _commands(batch: Sequence[Read], ids: dict[str, int]) -> list[Command | Refused]:
    found = matches(step.key for step in batch if isinstance(step, Step) and step.key)
    updated = [ids.get(step.ref, 0) for step in batch if isinstance(step, Step) and step.told]
    current = snapshots.records([*updated, *(one for many in found.values() for one in many)])
    made: list[Command | Refused] = []
    for step in batch:
        if isinstance(step, Refused):
            made.append(step)
        elif step.action == "upsert":
            assert step.key is not None
            made.append(_upsert(step, found.get(step.key, ()), current))
        elif step.action == "create":
            assert step.patch is not None
            made.append(Create(step.patch))
        elif step.ref not in ids:
            made.append(Refused("not_found", (FieldError("id", "not_found", f"There is no contact {step.ref[:60]}."),)))
        elif step.action == "archive":
            made.append(Archive(ids[step.ref], step.revision))
        else:
            made.append(_update(step, ids[step.ref], current))
    return made


def _update(step: Step, contact: int, current: dict[int, ContactRecord]) -> Command | Refused:
    assert step.patch is not None
    faults = fixed.differing(step.told, current[contact], revision=step.revision) if step.told else ()
    if faults:
        return Refused("invalid", tuple(fault.under("contact") for fault in faults))
    return Update(contact, step.patch, step.revision)


def _upsert(step: Step, found: tuple[int, ...], current: dict[int, ContactRecord]) -> Command | Refused:
    """Update what is found, its parts told apart by what they say; create when nothing is."""
    assert step.patch is not None
    assert step.key is not None
    if not found and step.key[0] == "id":
        return Refused("not_found", (FieldError("contact.id", "not_found", f"There is no contact {step.key[1]}."),))
    if not found:
        return Create(step.patch, step.key[1] if step.key[0] == "uuid" else "")
    if len(found) > 1:
        sentence = f"{len(found)} contacts have this {step.key[0]}: {', '.join(map(str, found[:5]))}. Update one by id."
        return Refused("ambiguous", (FieldError("match", "ambiguous", sentence),))
    told = aligned(step.contact, current[found[0]], settings.DEFAULT_COUNTRY)
    return Update(found[0], parse_patch(told))
