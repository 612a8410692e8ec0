"""Calling Lightening, or whoever speaks like it: contacts of customers.

Almost every answer is 200: ``result`` tells how it went, but for a deletion, which ``msg`` alone tells. A list has no
pages and names no time from which on; it is kept in a file, and read in the order of ids from there.
"""

import datetime as dt
import mmap
import tempfile
from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from integrations.connections.needs import Need
from integrations.mapping.table import BLANKS
from integrations.wire.outbound.connector import Call, Connector, Found, Handle, Page
from integrations.wire.outbound.line import BROKEN, MOST_STORED, Answer
from integrations.wire.outbound.reading import at, filled, holds, id_of, moment, not_accepted
from integrations.wire.outbound.tokens import header_text
from integrations.wire.outbound.translating import TIME_ZONE, Abroad
from integrations.wire.outbound.troubles import Declined, TryAgain, Unknown

LIST = "/contact"
ITEM = "/contact/{}"
DELETE = "/contact/{}/delete"
PER_PAGE = 250


class _Listed(Struct):
    """A list as it came: each contact is still text."""

    result: bool
    entities: list[Raw] | UnsetType = UNSET


class _Known(Struct):
    """What is read of each contact of a list at once."""

    id: int | str


class Lightening(Connector):
    """``Authorization`` with a token that does not change."""

    needs = (
        Need("token", "Token", "As it stands in the Authorization header.", secret=True),
        Need("customer_id", "Customers", "The numbers there of those whose contacts are fetched, with commas between "
             "them. New contacts without one belong to the first."),
        TIME_ZONE,
    )  # fmt: skip
    references: ClassVar[Mapping[str, str]] = {
        "customer_id": "organisation", "vendor_id": "vendor", "portal_branch_id": "branch",
    }  # fmt: skip
    unsent = frozenset({"portal_active"})  # whether they let somebody in is theirs to say
    tells_changes = False

    _list: dict[str, Raw] | None = None  # by id, in the order of ids

    def test(self) -> None:
        self._listed()

    def fetch(self, handle: Handle) -> Found | None:
        """The document does not show this answer: the contact is in ``entity``, or alone in ``entities``, or bare."""
        told = self.if_there(lambda: _done(self._ask("GET", at(ITEM, handle.theirs)), {}, is_bare=True))
        if told is None:
            return None
        found = told.get("entity", told)
        if isinstance(listed := told.get("entities"), list):
            found = listed[0] if len(listed) == 1 else None
        if not isinstance(found, dict):
            raise TryAgain(BROKEN)
        return self._found(found)

    def look_up(self, call: Call) -> list[Found]:
        if not call.get("name"):
            return []
        alike = (found for found in map(self._read, self._listed().values()) if holds(found.data, call))
        return sorted(alike, key=lambda found: _rank(found.theirs), reverse=True)

    def create(self, call: Call, *, event: str) -> Found:
        said = {"customer_id": int(self._customers()[0])} | filled(call)
        if not said.get("name"):
            raise Declined("A contact needs a name there.")
        told = _done(self._ask("POST", LIST, json=said), said)
        return Found(theirs=id_of(told, "id"), data={"id": told["id"]})

    def update(self, handle: Handle, call: Call, *, event: str) -> None:
        said = {name: "" if value is None else value for name, value in call.items()}
        if said.get("customer_id") in BLANKS:
            said.pop("customer_id", None)  # nobody is without a customer there
        if "name" not in said:  # no update goes without it, and it is not ours to say
            there = self.fetch(handle)
            if there is None:
                raise Unknown("The other side has no such contact.")
            said["name"] = there.data.get("name")
        if not said["name"]:
            raise Declined("A contact needs a name there.")
        _done(self._ask("POST", at(ITEM, handle.theirs), json=said), said)

    def remove(self, handle: Handle, *, event: str) -> None:
        told = self._ask("GET", at(DELETE, handle.theirs)).reached().object()
        msg = told.get("msg")
        words = msg.lower() if isinstance(msg, str) else ""
        if "deleted" in words or "not found" in words:
            return
        raise Declined("The other side did not delete the contact.") if told else TryAgain(BROKEN)

    def page(self, *, since: str, after: str) -> Page:
        """The list is fetched for the first page, and again where somebody goes on who has not begun."""
        if self._list is None or not after:
            self._list = self._listed()
            self._ids = list(self._list)
        start = bisect_right(self._ids, _rank(after), key=_rank) if after else 0
        ids = self._ids[start : start + PER_PAGE]
        is_last = start + len(ids) == len(self._ids)
        items = [self._read(self._list[one]) for one in ids]
        return Page(items=items, after="" if is_last else ids[-1], total=len(self._ids))

    def _listed(self) -> dict[str, Raw]:
        """Every contact by its id, as text in a file that goes when nobody reads it any more."""
        with tempfile.TemporaryFile() as file:
            params = {"customer_id": self._customers()}
            self._ask("GET", LIST, params=params, into=file, most=MOST_STORED).reached()
            if not file.tell():
                raise TryAgain(BROKEN)
            file.flush()
            text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        try:
            listed = msgspec.json.decode(text, type=_Listed)
            if not listed.result:
                raise Declined("The other side does not show contacts of these customers.")
            if listed.entities is UNSET:
                raise TryAgain(BROKEN)
            by_id = {id_of({"id": msgspec.json.decode(one, type=_Known).id}, "id"): one for one in listed.entities}
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise TryAgain(BROKEN) from error
        return {one: by_id[one] for one in sorted(by_id, key=_rank)}

    def _read(self, text: Raw) -> Found:
        return self._found(Answer(200, {}, bytes(text)).object())

    def _found(self, data: dict[str, Any]) -> Found:
        when = moment(data.get("updated_at"), self._zone)
        return Found(theirs=id_of(data, "id"), data=data, at=when)

    @cached_property
    def _zone(self) -> dt.tzinfo:
        return Abroad(self.line.account).zone

    def _customers(self) -> list[str]:
        numbers = [word for word in self.said.get("customer_id", "").replace(",", " ").split() if word]
        if not numbers or not all(word.isascii() and word.isdigit() and len(word) < 19 for word in numbers):
            raise Declined("The customers of the connection are not numbers with commas between them.")
        return numbers

    def _ask(self, method: str, path: str, **options: Any) -> Answer:
        headers = {"Authorization": header_text(self.said["token"], ours=True)}
        return self.line.ask(method, path, headers=headers, **options)


def _rank(theirs: str) -> tuple[bool, int, str]:
    """The order of ids: numbers as numbers, then what is none."""
    is_number = theirs.isdigit()
    return not is_number, len(theirs) if is_number else 0, theirs


def _done(answer: Answer, said: Mapping[str, Any], *, is_bare: bool = False) -> dict[str, Any]:
    """What was answered, when it says that it was done; raises the trouble otherwise."""
    told = answer.reached().object()
    if told.get("result") is True or (is_bare and "id" in told and "result" not in told):
        return told
    if told.get("result") is not False:
        raise TryAgain(BROKEN)
    if isinstance(told.get("msg"), str) and "not found" in told["msg"].lower():
        raise Unknown("The other side has no such contact.")
    errors = told.get("errors")
    if isinstance(errors, dict) and (fields := [name for name in said if name in errors]):
        raise Declined(not_accepted(fields))
    raise Declined("The other side does not accept the contact.")
