"""What a batch of commands will make of its contacts, decided in memory before anything is written."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from msgspec import Struct
from msgspec.structs import replace

from contacts.directory.commands import Archive, Command, Create, Refused, Restore, Stale, Unarchive, Update
from contacts.directory.deciding import keys
from contacts.directory.deciding.checking import check
from contacts.directory.deciding.known import BatchKnown
from contacts.directory.models import Contact
from contacts.directory.reading import snapshots
from contacts.history import queries as history
from contacts.history.actor import Door
from contacts.record.changing import diff
from contacts.record.changing.diff import Body, Changes
from contacts.record.changing.merge import merge
from contacts.record.cleaning.names import renamed
from contacts.record.cleaning.values import provided
from contacts.record.contact import ContactRecord
from contacts.record.errors import FieldError, Invalid, invalid
from contacts.record.parsing import codec
from contacts.record.patch import PART_NAMES
from contacts.zones.models import Zone

SEALED_PATHS = {
    "demographics.id_card": "id_card",
    "demographics.passport": "passport",
    "demographics.social_security_number": "social_security_number",
    "demographics.statutory_number": "statutory_number",
}


UUID_TEXT = re.compile("[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


class Plan(Struct, gc=False):
    """One contact before and after. ``secrets`` are numbers to seal, ``tokens`` sealed ones to bring back.

    ``brought`` when the caller chose the UUID of a new one; no other contact can have one that was just made.
    """

    action: str
    before: ContactRecord | None
    after: ContactRecord
    changes: Changes
    secrets: dict[str, str]
    tokens: dict[str, str]
    brought: bool = False


Made = Plan | Refused
Told = dict[str, Any]  # what a patch speaks about, see ``provided``
BEGINNING: Changes = {"": (None, None)}  # of a new contact; what it begins with is the record itself


def plan(
    commands: Sequence[Command], *, now: dt.datetime, door: Door, again: bool = False, locks: bool = True
) -> list[Made]:
    """A plan or a refusal for each command; locks the contacts that are named. What may be asked depends on the door.

    ``again`` after the database refused a first plan: then the codes about to be given are looked up as well. Without
    ``locks`` it is a plan that nobody may carry out.
    """
    ids = [command.contact for command in commands if not isinstance(command, Create)]
    if repeated := [id_ for id_, times in Counter(ids).items() if times > 1]:
        raise ValueError(f"Contacts named twice in one batch: {repeated[:5]}")
    told = [provided(command.patch) if isinstance(command, (Create, Update)) else {} for command in commands]
    current = _locked(ids, _pointed_at(told)) if locks else snapshots.records(ids)
    known = BatchKnown(told)
    new = sum(isinstance(command, Create) for command in commands)
    contact_ids, part_ids = keys.reserve(contacts=new, parts=sum(map(_new_parts, told)))
    codes = {one["code"] for one in told if "code" in one}
    if again:
        codes |= set(Contact.objects.filter(code__in=map(keys.code, contact_ids)).values_list("code", flat=True))
    planner = _Planner(current, known, iter(part_ids), iter(contact_ids), now, codes)
    made = list(map(planner.made, commands, told))
    return check(made, door=door)


def _locked(ids: Sequence[int], others: set[int]) -> dict[int, ContactRecord]:
    """The records of ``ids``, their rows locked in the order of ids so that two batches cannot wait for each other.

    ``others`` are locked with them: a foreign key to a contact locks its row too, only later and in no order.
    """
    wanted = {id_ for id_ in {*ids, *others} if abs(id_) < 2**63}
    if not wanted:
        return {}
    rows = Contact.objects.filter(pk__in=wanted).order_by("pk").select_for_update(of=("self",))
    there = {pk for (pk,) in rows.values_list("pk")}
    return snapshots.records(there & set(ids)) if ids else {}


def _pointed_at(told: Sequence[Told]) -> set[int]:
    """Contacts that others are related to."""
    lists = (one["relations"] for one in told if one.get("relations"))
    return {item["contact"] for items in lists for item in items if "contact" in item}


def _new_parts(told: Told) -> int:
    return sum("id" not in item for name in PART_NAMES if name in told for item in told[name] or ())


class _Planner:
    def __init__(
        self,
        current: dict[int, ContactRecord],
        known: BatchKnown,
        part_ids: Iterator[int],
        contact_ids: Iterator[int],
        now: dt.datetime,
        codes: Container[str],
    ) -> None:
        self.current, self.known, self.now, self.codes = current, known, now, codes
        self.part_ids, self.contact_ids = part_ids, contact_ids
        self.blank = ContactRecord(id=0, uuid="", code="", revision=1, created_at=now, updated_at=now)

    @cached_property
    def zone_names(self) -> dict[int, str]:
        """The names that zones have now; an old revision tells the one of its time."""
        return dict(Zone.objects.values_list("pk", "name"))

    def made(self, command: Command, told: Told) -> Made:
        """One command's plan, or why it is refused."""
        try:
            return self._created(command, told) if isinstance(command, Create) else self._changed(command, told)
        except Invalid as exc:
            return Refused("invalid", exc.errors)

    def _created(self, command: Create, told: Told) -> Plan:
        id_ = next(self.contact_ids)
        code = keys.code(id_)
        if code in self.codes:  # somebody brought it along for another contact
            code = f"{code}-{uuid4().hex[:6]}"
        uuid = _uuid(command.uuid) if command.uuid else keys.uuid()
        blank = replace(self.blank, id=id_, uuid=uuid, code=code)
        merged = merge(blank, command.patch, known=self.known, new_ids=self.part_ids, told=told)
        return Plan("created", None, merged.record, BEGINNING, merged.secrets, {}, bool(command.uuid))

    def _changed(self, command: Update | Archive | Unarchive | Restore, told: Told) -> Made:
        before = self.current.get(command.contact)
        if before is None:
            return Refused("not_found", (FieldError("", "not_found", f"There is no contact {command.contact}."),))
        if command.revision not in (None, before.revision):
            why = FieldError("revision", "stale", str(Stale(before.revision)))
            return Refused("stale", (why,), before.revision)
        if isinstance(command, Update):
            merged = merge(
                before, command.patch, known=self.known, new_ids=self.part_ids, whole=command.whole, told=told
            )
            return self._plan("updated", before, merged.record, merged.secrets)
        if isinstance(command, Restore):
            return self._restored(command, before)
        put_away = isinstance(command, Archive)
        return self._plan("archived" if put_away else "restored", before, replace(before, is_archived=put_away), {})

    def _plan(
        self, action: str, before: ContactRecord, after: ContactRecord, secrets: dict[str, str],
        tokens: dict[str, str] | None = None,
    ) -> Plan:  # fmt: skip
        changed = after != before or bool(secrets) or bool(tokens)
        if changed:
            after = replace(after, revision=before.revision + 1, updated_at=self.now)
        changes = diff.diff(codec.to_body(before), codec.to_body(after)) if changed else {}
        return Plan(action if changed else "unchanged", before, after, changes, secrets, tokens or {})

    def _restored(self, command: Restore, before: ContactRecord) -> Plan:
        if not 1 <= command.to <= before.revision:
            raise invalid("revision", "invalid", f"Expected a revision from 1 to {before.revision} (got {command.to}).")
        target = history.body_at(before.id, command.to)
        if target is None:
            raise invalid("revision", "unknown", f"There is no revision {command.to} of this contact.")
        body = target if not command.paths else _picked(codec.to_body(before), target, command.paths)
        # The photo stays as it is: an old key may be one whose pictures are gone, and its own undo brings it back.
        kept = ("revision", "updated_at", "photo") + (() if command.paths else ("is_archived",))
        now = codec.to_body(before)
        after = codec.from_body({**body, **{key: now[key] for key in kept}})
        named = [replace(zone, name=self.zone_names.get(zone.id, zone.name)) for zone in after.zones]
        after = renamed(before, replace(after, zones=named))
        return self._plan("restored", before, after, {}, _tokens_at(before, command, after))


def _uuid(text: str) -> str:
    try:
        return text if UUID_TEXT.fullmatch(text) else str(UUID(text))
    except ValueError:
        raise invalid("uuid", "invalid", "Expected a UUID, 32 hex digits with or without dashes.") from None


def _picked(now: Body, target: Body, paths: Sequence[str]) -> Body:
    """``now`` with the values at ``paths`` as ``target`` has them."""
    wanted = diff.diff(now, target)
    chosen = {path: pair for path, pair in wanted.items() if _covers(paths, path)}
    return diff.replay(now, chosen)


def _tokens_at(before: ContactRecord, command: Restore, after: ContactRecord) -> dict[str, str]:
    """The sealed numbers as they stood at the revision restored to, of the slots that the restore touches."""
    touched = {slot for path, slot in SEALED_PATHS.items() if not command.paths or _covers(command.paths, path)}
    return history.tokens_changed_since(before.id, command.to, touched)


def _covers(paths: Sequence[str], path: str) -> bool:
    """Whether one of ``paths`` is ``path`` or lies above it."""
    return any(path == p or path.startswith(f"{p}.") for p in paths)
