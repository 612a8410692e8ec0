"""Calling Administrate, or whoever speaks like it: contacts of the legacy REST API v2.

Times tell only when a contact was made, so a fetch is the whole list. It is read by ``id__gt``, which deletions do not
shift. New contacts carry our mark in ``import_ref`` where we have none of our own: it is what imports leave there,
while ``external_id`` is what other programs of the customer look contacts up by.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from integrations.connections.needs import Need, is_yes
from integrations.dialects.administrate.table import FULL, LEGACY, ROWS
from integrations.mapping.table import BLANKS
from integrations.wire.outbound.connector import Call, Connector, Found, Handle, Page
from integrations.wire.outbound.line import BROKEN, MOST_LISTED, Answer
from integrations.wire.outbound.reading import at, done, filled, holds, id_of, number_of, objects
from integrations.wire.outbound.translating import TIME_ZONE, is_mark
from integrations.wire.outbound.troubles import Declined, TryAgain, Unknown

LIST = "/api/v2/crm/contacts"
ITEM = f"{LIST}/{{}}"
META = "/api/v2/meta/crm/contacts"
PER_PAGE = 250
LOOKED_AT = 100  # where each contact of a page is asked for besides
MOST_ALIKE = 50
ALL = {"is_deleted__in": "true,false"}  # a list leaves deleted ones out unless it is asked about them
REQUIRED = {"first_name": "a first name", "last_name": "a last name", "account_id": "an account"}
UNLISTED = frozenset(row.their for row in ROWS if row.forms == FULL)
DUPED = "x-duped-email"


class Administrate(Connector):
    """HTTP Basic with every call; a list shows less of each contact than a look at it, so it is looked at."""

    needs = (
        Need("username", "Email address", "Of the user whose product is the REST API. The vendor itself retired it on "
             "12 May 2026; systems that speak like it have it still."),
        Need("password", "Password", secret=True),
        Need("account_id", "Account", "The number there of the account that new contacts without one get."),
        Need("brief", "Fetch lists only", "Without second address, marketing lists and custom fields, which take a "
             "call for each contact. Those that are blank here are then not cleared there.", required=False, flag=True),
        TIME_ZONE,
    )  # fmt: skip
    references: ClassVar[Mapping[str, str]] = {"account_id": "organisation", "marketing_lists": "marketing_list"}
    unsent = frozenset({"tasks"})
    marked = "import_ref"
    tells_changes = False

    def test(self) -> None:
        for one in objects(self._ask("GET", LIST, params={"_limit": 1}).checked().json()):
            _found(one)

    def fetch(self, handle: Handle) -> Found | None:
        found = self.if_there(lambda: _found(self._ask("GET", at(ITEM, handle.theirs)).checked().object()))
        return None if found is None or found.gone else found

    def look_up(self, call: Call) -> list[Found]:
        """By our mark, which is enough; else by address or name, with all that was sent."""
        if is_mark(call.get(self.marked)) and (found := self._sought({f"{self.marked}__eq": call[self.marked]})):
            return [one for one in found if one.data.get(self.marked) == call[self.marked]]
        names = ("email",) if call.get("email") else ("first_name", "last_name")
        alike = self._sought({f"{name}__eq": call.get(name) or "" for name in names})
        return [one for one in alike if holds(one.data, call)]

    def create(self, call: Call, *, event: str) -> Found:
        """``duplicate`` when they say that another contact has the address; theirs is created all the same."""
        said = {"account_id": _number(self.said.get("account_id", "")), **filled(self._known(call))}
        if missing := [what for name, what in REQUIRED.items() if said.get(name) in BLANKS]:
            raise Declined(f"A contact needs {' and '.join(missing)} there.")
        answer = self._ask("POST", LIST, json=said)
        try:
            found = _found(done(answer, said).object())
        except Unknown as error:  # "could not create", as the document has it
            raise Declined("The other side could not create the contact.", status=404) from error
        return Found(theirs=found.theirs, data=found.data, duplicate=_is_duped(answer))

    def update(self, handle: Handle, call: Call, *, event: str) -> None:
        said = self._known(call)
        if is_mark(said.get(self.marked)):
            del said[self.marked]  # what they have there by now is theirs
        if self._is_brief():
            said = {name: value for name, value in said.items() if name not in UNLISTED or value not in BLANKS}
        if _found(done(self._ask("PUT", at(ITEM, handle.theirs), json=said), said).object()).gone:
            raise Unknown("The contact has been deleted there.")

    def remove(self, handle: Handle, *, event: str) -> None:
        self.if_there(lambda: self._ask("DELETE", at(ITEM, handle.theirs)).checked())

    def page(self, *, since: str, after: str) -> Page:
        limit = PER_PAGE if self._is_brief() else LOOKED_AT
        asked = {"_order": "id", "_limit": limit, **ALL} | ({"id__gt": after} if after else {})
        found = objects(self._ask("GET", LIST, params=asked, most=MOST_LISTED).checked().json())
        numbers = [number_of(one, "id") for one in found]
        if numbers != sorted(set(numbers)) or (after and numbers and numbers[0] <= int(after)):
            raise TryAgain(BROKEN)
        items = [_found(one) for one in found]
        if not self._is_brief():
            items = [one if one.gone else self.fetch(one.handle) or _gone(one) for one in items]
        return Page(items=items, after=str(numbers[-1]) if numbers else "")

    def _is_brief(self) -> bool:
        return is_yes(self.said.get("brief", ""))

    def _ask(self, method: str, path: str, **options: Any) -> Answer:
        return self.line.ask(method, path, auth=(self.said["username"], self.said["password"]), **options)

    def _sought(self, wanted: Mapping[str, str]) -> list[Found]:
        """The newest of those that are not deleted."""
        asked = {**wanted, "_order": "-id", "_limit": MOST_ALIKE}
        found = [
            _found(one) for one in objects(self._ask("GET", LIST, params=asked, most=MOST_LISTED).checked().json())
        ]
        return [one for one in found if not one.gone]

    def _known(self, call: Call) -> dict[str, Any]:
        """The call with those custom fields that they have, and of the slots of every installation the filled ones."""
        said = dict(call)
        fields = {name: value for name, value in said.pop("custom_fields", {}).items() if _is_said(name, value)}
        if fields:
            theirs = self._ask("GET", META).checked().object().get("custom_fields")
            if not isinstance(theirs, dict):
                raise TryAgain(BROKEN)
            is_brief = self._is_brief()
            fields = {
                name: value for name, value in fields.items() if name in theirs and not (is_brief and value in BLANKS)
            }
        return said | ({"custom_fields": fields} if fields else {})


def _is_said(name: str, value: Any) -> bool:
    return name not in LEGACY or value != LEGACY[name]


def _found(data: dict[str, Any]) -> Found:
    return Found(theirs=id_of(data, "id"), data=data, gone=data.get("is_deleted") is True)


def _gone(one: Found) -> Found:
    """Deleted between the list and the look at it."""
    return Found(theirs=one.theirs, data=one.data, gone=True)


def _is_duped(answer: Answer) -> bool:
    return answer.headers.get(DUPED, "").strip().lower() == "yes"


def _number(text: str) -> int | None:
    """The account's number as they take it; raises ``Declined`` for what is none."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Declined("The account of the connection is no number.")
    return int(text)
