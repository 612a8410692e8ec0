"""What answers of this dialect need beside the contacts, in the same few statements for one and for a hundred."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from contacts.directory.commands import NotFound
from contacts.directory.reading import stored
from contacts.directory.storing import numbers
from contacts.history import queries as history
from contacts.history.origins import origins
from contacts.history.queries import Who
from contacts.options import queries as options
from contacts.record.errors import invalid
from contacts.record.parsing import codec
from integrations.credentials.queries import Caller
from integrations.dialects.crmcom_classic.asking import identifiers
from integrations.dialects.crmcom_classic.options import STAMPED_NOTES
from integrations.dialects.crmcom_classic.table import TABLE
from integrations.mapping.moments import naive_moment
from integrations.mapping.sources import Body
from integrations.mapping.table import Table
from integrations.wire.inbound import people
from integrations.wire.inbound.faults import Refused
from integrations.wire.lookups import Lookups, TrackedLookups, Wanted, signed
from integrations.wire.numbers import filled, has_any

NUMBERS = "numbers"  # the right to see identity numbers in full, and what it lets one see
RELATED, CHANGES = "related", "changes"
OWN = frozenset({NUMBERS, RELATED, CHANGES})
MOMENT = naive_moment()


class ClassicLookups(Lookups):
    """Contacts as ``caller`` may see them."""

    def __init__(self, caller: Caller, state: bytes = b"") -> None:
        super().__init__(state)
        self.caller = caller
        self._related: dict[int, tuple[bytes, Body]] = {}
        self._revisions: dict[int, int] = {}
        self._changes: dict[tuple[int, bool], Who] = {}
        self._numbers: dict[int, dict[str, str]] = {}

    def see(self, bodies: Iterable[Body], *, whole: bool = True) -> list[Body]:
        """The contacts with their numbers in full, and all that showing them needs at hand.

        Without ``whole`` nothing is fetched for relations and for who changed what.
        """
        found = list(bodies)
        wanted = self.wanted(TABLE, found)
        self.fetch(wanted if whole else {kind: ids for kind, ids in wanted.items() if kind not in (RELATED, CHANGES)})
        return [self.numbered(body) for body in found]

    def wanted(self, table: Table, bodies: Iterable[Body]) -> dict[str, set[int]]:
        """Rows of look-ups, other contacts of relations, who changed what, and identity numbers."""
        found = list(bodies)
        self._revisions |= {body["id"]: body["revision"] for body in found}
        related = {one["contact"] for body in found for one in body["relations"]}
        own = {CHANGES: {body["id"] for body in found}, RELATED: related}
        return table.references(found) | own | {NUMBERS: related | {body["id"] for body in found if has_any(body)}}

    def fetch(self, wanted: Wanted) -> None:
        related = set(wanted.get(RELATED, ()))
        for key, text in stored.bodies(sorted(related - set(self._related))).items():
            body = codec.body_from_text(text)
            if not body["is_archived"] and people.within_reach(body, self.caller):
                self._related[key] = text, body
        if changed := wanted.get(CHANGES):
            self._changes |= history.first_and_last({key: self._revisions[key] for key in changed})
        numbered = {key for key in wanted.get(NUMBERS, ()) if key not in related or self._shows_number(key)}
        if numbered and NUMBERS in self.caller.rights:
            self._numbers |= numbers.reveal_all(contacts=numbered, actor=self.caller.actor())
        super().fetch({kind: ids for kind, ids in wanted.items() if kind not in OWN})

    def _shows_number(self, related: int) -> bool:
        return related in self._related and has_any(self._related[related][1])

    def mark(self, kind: str, ref: int) -> bytes | None:
        """As of look-ups; what shows identity numbers in full is not remembered."""
        if kind == NUMBERS:
            return None if self._numbers.get(ref) else b""
        if kind == RELATED:
            return signed(self._related[ref][0]) if ref in self._related else b""
        return super().mark(kind, ref)

    def reading(self) -> "TrackedLookups":
        return _Tracked(self)

    def numbered(self, body: Body) -> Body:
        """The contact with its identity numbers in full, where the caller may see them."""
        return filled(body, self._numbers.get(body["id"], {}))

    def stamped(self, body: Body) -> Body:
        """The contact with its notes as they are shown: who wrote them and when in front."""
        if not body["notes"] or not options.get(STAMPED_NOTES):
            return body
        change = origins(body["id"], ["notes"]).get("notes")
        if change is None:
            return body
        at = change.at.astimezone(self.zone)
        stamp = f"{change.actor_label} {at.day}/{at.month}/{at.year} {at:%H:%M:%S}"
        return {**body, "notes": f"{stamp} {body['notes']}"}

    def related(self, ref: int) -> Body | None:
        """The other contact of a relation, None when the caller may not see it."""
        found = self._related.get(ref)
        return found and self.numbered(found[1])

    def identified(self, identifier: Any) -> int:
        """The id of the contact that an identifier names; raises ``Invalid`` when it is not one."""
        try:
            return identifiers.one(identifier, caller=self.caller).id
        except NotFound:
            raise invalid("", "unknown", "There is no such contact.") from None
        except Refused as exc:
            raise invalid("", "ambiguous", exc.fault.message) from None

    def change(self, contact: int, *, first: bool) -> Who | None:
        """Who made a contact, or who changed it last."""
        return self._changes.get((contact, first))

    def time(self, at: dt.datetime) -> Any:
        """A time as this dialect shows it."""
        assert MOMENT.encode_known is not None
        return MOMENT.encode_known(at.astimezone(dt.UTC).isoformat(), self)


class _Tracked(TrackedLookups):
    """The same as the rendering of one contact sees it."""

    __slots__ = ("_seeing",)

    def __init__(self, known: ClassicLookups) -> None:
        super().__init__(known)
        self._seeing = known

    def related(self, ref: int) -> Body | None:
        self.seen[RELATED, ref] = None
        found = self._seeing.related(ref)
        if found is not None and has_any(found):
            self.seen[NUMBERS, ref] = None
        return found

    def change(self, contact: int, *, first: bool) -> Who | None:
        """Nothing to be noted: the revision stands in the text, and who made one never changes."""
        return self._seeing.change(contact, first=first)

    def numbered(self, body: Body) -> Body:
        if has_any(body):
            self.seen[NUMBERS, body["id"]] = None
        return self._seeing.numbered(body)
