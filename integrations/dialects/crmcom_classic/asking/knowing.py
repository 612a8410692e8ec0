"""What answers of this dialect need beside the contacts, in the same few statements for one and for a hundred."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from contacts.directory import snapshots
from contacts.directory.commands import NotFound
from contacts.history import queries as history
from contacts.history.queries import Who
from contacts.options import queries as options
from contacts.record.errors import invalid
from integrations.credentials.queries import Caller
from integrations.dialects.crmcom_classic.asking import identifiers
from integrations.dialects.crmcom_classic.options import STAMPED_NOTES
from integrations.dialects.crmcom_classic.table import TABLE
from integrations.mapping.moments import naive_moment
from integrations.mapping.sources import Body
from integrations.wire import numbers
from integrations.wire.inbound import people
from integrations.wire.inbound.faults import Refused
from integrations.wire.knowing import Knowing

NUMBERS = "numbers"  # the right to see identity numbers in full
MOMENT = naive_moment()


class Seeing(Knowing):
    """Contacts as ``caller`` may see them."""

    def __init__(self, caller: Caller) -> None:
        super().__init__()
        self.caller = caller
        self._related: dict[int, Body] = {}
        self._changes: dict[tuple[int, bool], Who] = {}

    def see(self, bodies: Iterable[Body], *, whole: bool = True) -> list[Body]:
        """The contacts with their numbers in full, and all that showing them needs at hand.

        Without ``whole`` nothing is fetched for relations and for who changed what.
        """
        found = list(bodies)
        ids = [body["id"] for body in found]
        if whole:
            wanted = {one["contact"] for body in found for one in body["relations"]} - set(self._related)
            others = snapshots.bodies(wanted) if wanted else {}
            self._related |= {key: body for key, body in others.items() if self._may_see(body)}
            self._changes |= history.first_and_last(ids)
        if NUMBERS in self.caller.rights:
            shown = numbers.whole([*found, *self._related.values()], actor=self.caller.actor())
            found, related = shown[: len(ids)], shown[len(ids) :]
            self._related = {body["id"]: body for body in related}
        self.load(TABLE, found)
        return found

    def _may_see(self, body: Body) -> bool:
        return not body["is_archived"] and people.within_reach(body, self.caller)

    def stamped(self, body: Body) -> Body:
        """The contact with its notes as they are shown: who wrote them and when in front."""
        if not body["notes"] or not options.get(STAMPED_NOTES):
            return body
        change = history.last_of(body["id"], "notes")
        if change is None:
            return body
        at = change.at.astimezone(self.zone)
        stamp = f"{change.actor_label} {at.day}/{at.month}/{at.year} {at:%H:%M:%S}"
        return {**body, "notes": f"{stamp} {body['notes']}"}

    def related(self, ref: int) -> Body | None:
        """The other contact of a relation, None when the caller may not see it."""
        return self._related.get(ref)

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

    def time(self, at: dt.datetime | str) -> Any:
        """A time as this dialect shows it."""
        text = at if isinstance(at, str) else at.astimezone(dt.UTC).isoformat()
        assert MOMENT.encode_known is not None
        return MOMENT.encode_known(text, self)
