"""Contacts as a program of a dialect may find and change them: within its reach, and without losing a change."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from django.db import transaction
from msgspec import Struct
from msgspec.structs import replace

from contacts.directory import operations as door
from contacts.directory.commands import NotFound, Saved, Stale
from contacts.directory.reading import snapshots
from contacts.history.actor import Actor
from contacts.record.filters import Condition, Field, Group, Where
from contacts.record.parsing import codec
from contacts.record.patch import AffiliationPatch
from integrations.credentials.queries import Caller
from integrations.mapping.codecs import Known
from integrations.mapping.draft import Parsed
from integrations.mapping.sources import BLANK, Body
from integrations.mapping.table import Table
from integrations.wire.inbound.faults import refused

TRIES = 4
Also = Callable[[Parsed, Saved], None]
ORGANISATION = Field("affiliations.organisation", "reference")


class Who(Protocol):
    """Who calls: a credential, or somebody who is signed in. ``reach`` are organisations; none means everything."""

    @property
    def reach(self) -> tuple[int, ...]: ...

    def actor(self) -> Actor: ...


class Person(Struct, frozen=True):
    """A contact that the caller may see, as it is stored."""

    id: int
    revision: int
    body: Body


def find(ref: str | int, *, caller: Who, archived: bool = False) -> Person:
    """The contact with this id or UUID; raises ``NotFound`` also for one beyond the caller's reach."""
    found = snapshots.find(str(ref))
    if found is None:
        raise NotFound
    person = Person(found[0], found[1], codec.body_from_text(found[2]))
    if not within_reach(person.body, caller) or (person.body["is_archived"] and not archived):
        raise NotFound
    return person


def sought(where: Where, *, caller: Who) -> list[Person]:
    """At most two contacts that match, within the caller's reach and not put away; two are one too many for most."""
    rows = snapshots.some(where=reached(where, caller), limit=2)
    return [Person(id_, revision, codec.body_from_text(text)) for id_, revision, text in rows]


def within_reach(body: Body, caller: Who) -> bool:
    """Whether the contact belongs to an organisation that the caller may see."""
    return not caller.reach or any(one["organisation"] in caller.reach for one in body["affiliations"])


def reached(where: Where | None, caller: Who) -> Where | None:
    """``where``, and within the caller's reach."""
    if not caller.reach:
        return where
    mine = Condition(ORGANISATION, "in", caller.reach)
    return mine if where is None else Group("and", (mine, where))


def create(
    table: Table, data: Mapping[str, Any], *, caller: Caller, known: Known, also: Also | None = None
) -> Saved:  # fmt: skip
    """A new contact of a request in the dialect's words; raises ``Misread``, or ``Refused`` beyond the reach.

    It belongs to the caller's organisation unless it says to whom. ``also`` is done in the same transaction.
    """
    parsed = table.parse(data, current=BLANK, known=known)
    patch = parsed.patch
    if not patch.affiliations and caller.organisation is not None:
        patch = replace(patch, affiliations=[AffiliationPatch(organisation=caller.organisation)])
    with transaction.atomic(), parsed.named():
        saved = _checked(door.create(patch=patch, actor=caller.actor()), caller)
        if also:
            also(parsed, saved)
        return saved


def update(
    table: Table, data: Mapping[str, Any], person: Person, *, caller: Who, known: Known,
    also: Also | None = None, seen: Callable[[Body], Body] = lambda body: body,
) -> Saved:  # fmt: skip
    """The contact after a request; read again and repeated when somebody else changed it meanwhile.

    ``seen`` is the contact as the dialect shows it, where that is more than what is stored. ``also`` is done in the
    same transaction. Raises ``Misread``, ``NotFound``, ``Refused``, or at last ``Stale``.
    """

    def attempt(person: Person) -> Saved:
        parsed = table.parse(data, current=seen(person.body), known=known)
        with transaction.atomic(), parsed.named():
            saved = door.update(contact=person.id, patch=parsed.patch, actor=caller.actor(), revision=person.revision)
            if also:
                also(parsed, saved)
            return _checked(saved, caller)

    return repeated(person, attempt, caller=caller)


def repeated(person: Person, attempt: Callable[[Person], Saved], *, caller: Who) -> Saved:
    """What ``attempt`` saved; done again with the contact as it then is when somebody else changed it meanwhile."""
    for left in reversed(range(TRIES)):
        try:
            return attempt(person)
        except Stale:
            if not left:
                raise
            person = find(person.id, caller=caller, archived=True)
    raise AssertionError


def archive(person: Person, *, caller: Who) -> Saved:
    """The contact put away, undoably."""
    return door.archive(contact=person.id, actor=caller.actor())


def _checked(saved: Saved, caller: Who) -> Saved:
    """A program may not put a contact where it could not see it."""
    if not within_reach(codec.to_body(saved.record), caller):
        raise refused(403, "forbidden", "This credential may not write contacts of that organisation.")
    return saved
