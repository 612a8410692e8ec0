"""Calling WebinOne (Treepl CMS), or whoever speaks like it: contacts of the Open Admin API v2.

The document names no operators of ``Where`` and no time of a change. So a fetch is the whole list by ``Offset``, which
is laid over the page before: rows that were deleted meanwhile move the rest forward, and none of it may be passed over.
Whether a PUT replaces the contact is not said either; it is sent whole, theirs with what is ours laid over it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import msgspec

from integrations.connections.needs import Need
from integrations.dialects.webinone.table import CURRENT, ROWS
from integrations.mapping.table import BLANKS
from integrations.wire.outbound.connector import Call, Connector, Found, Handle, Page
from integrations.wire.outbound.line import BROKEN, MOST_LISTED, Answer
from integrations.wire.outbound.reading import at, count, done, filled, holds, id_of, number_of, objects
from integrations.wire.outbound.tokens import Token, admitted
from integrations.wire.outbound.troubles import Declined, NotAdmitted, TryAgain, Unknown

ADMISSION = "/api/v1/oauth/token"
LIST = "/api/v2/admin/contacts"
ITEM = f"{LIST}/{{}}"
PER_PAGE = 250
USUAL_LIFE = 600  # seconds of a token that does not say
NEWEST = 8  # pages from the end that are searched where filters are not listened to
SENT = frozenset(row.their for row in ROWS if row.way != "out" and row.their != "Password")
NEWER = frozenset(row.their for row in ROWS if row.forms == CURRENT)
GROUPS = "CustomCrmGroups"
GIVEN = ("CrmType", "Role")  # every contact has them there; that we have none takes none away


class WebinOne(Connector):
    """A token for client credentials, then ``Authorization: Bearer``."""

    needs = (
        Need("client_id", "Client ID", "Of the API application made for us."),
        Need("client_secret", "Client secret", secret=True),
    )
    references: ClassVar[Mapping[str, str]] = {"Type": "customer_type"}
    tells_changes = False

    def test(self) -> None:
        for one in self._list(offset=0, limit=1)[0]:
            _found(one)

    def fetch(self, handle: Handle) -> Found | None:
        return self.if_there(lambda: _found(self._ask("GET", at(ITEM, handle.theirs)).checked().object()))

    def look_up(self, call: Call) -> list[Found]:
        """By address, else by name, with all that was sent; among the newest where ``Where`` is not listened to."""
        names = ("Email",) if call.get("Email") else ("FirstName", "LastName")
        where = {name: call[name] for name in names if call.get(name)}
        if not where:
            return []
        try:
            found, _ = self._list(where=where, offset=0, limit=PER_PAGE)
        except Declined as error:
            if error.status != 400:
                raise
            found = list(self._newest())
        if not all(holds(one, where) for one in found):
            found = list(self._newest())
        alike = [_found(one) for one in found if holds(one, where) and holds(one, call)]
        return sorted(alike, key=lambda one: int(one.theirs), reverse=True)

    def create(self, call: Call, *, event: str) -> Found:
        said = self._taken(filled(call))
        return _found(done(self._ask("POST", LIST, json=said), said).object())

    def update(self, handle: Handle, call: Call, *, event: str) -> None:
        there = self.fetch(handle)
        if there is None:
            raise Unknown("The other side has no such contact.")
        said = _laid_over(there.data, {key: one for key, one in call.items() if key not in GIVEN or one})
        _found(done(self._ask("PUT", at(ITEM, handle.theirs), json=said), said).object())

    def remove(self, handle: Handle, *, event: str) -> None:
        self.if_there(lambda: self._ask("DELETE", at(ITEM, handle.theirs)).checked())

    def page(self, *, since: str, after: str) -> Page:
        """``after`` is the last id and the offset behind it."""
        last, _, offset = after.partition(":")
        found, start, total = self._following(int(last or 0), int(offset or 0))
        items = [_found(one) for one in found if number_of(one, "Id") > int(last or 0)]
        end = start + len(found)
        if not found or end >= total:
            return Page(items=items, total=total)
        return Page(items=items, after=f"{items[-1].theirs if items else last}:{end}", total=total)

    def _following(self, last: int, offset: int) -> tuple[list[dict[str, Any]], int, int]:
        """Rows from one on that is known already, the offset they begin at, and how many there are in all."""
        back = 1
        while True:
            start = max(offset - back, 0)
            found, total = self._list(offset=start, limit=PER_PAGE)
            numbers = [number_of(one, "Id") for one in found]
            if numbers != sorted(set(numbers)):
                raise TryAgain(BROKEN)
            if start == 0 or (numbers and numbers[0] <= last):
                return found, start, total
            back *= 4

    def _newest(self) -> Iterator[dict[str, Any]]:
        """The newest contacts, as far back as a lost answer can lie."""
        _, total = self._list(offset=0, limit=1)
        for offset in range(max(total - NEWEST * PER_PAGE, 0), total, PER_PAGE):
            yield from self._list(offset=offset, limit=PER_PAGE)[0]

    def _list(
        self, *, offset: int, limit: int, where: Mapping[str, Any] | None = None
    ) -> tuple[list[dict[str, Any]], int]:
        asked = {"Order_By": "Id", "Offset": offset, "Limit": limit}
        said = {"Where": msgspec.json.encode(where).decode()} if where else {}
        answer = self._ask("GET", LIST, params=said | asked, most=MOST_LISTED).checked().object()
        return objects(answer.get("Items")), count(answer.get("TotalItemsCount"))

    def _taken(self, said: dict[str, Any]) -> dict[str, Any]:
        """A new contact in the fields that their contacts have, as far as there is one to look at."""
        if not (NEWER & set(said) or said.get(GROUPS)):
            return said
        others, _ = self._list(offset=0, limit=1)
        return _fitting(said, others[0]) if others else said

    def _ask(self, method: str, path: str, **options: Any) -> Answer:
        def call(token: str) -> Answer:
            return self.line.ask(method, path, headers={"Authorization": f"Bearer {token}"}, **options)

        return admitted(self.line.account, fetch=self._token, call=call)

    def _token(self) -> Token:
        """RFC 6749, section 4.4; the two by HTTP Basic would be read by some and by others not."""
        said = {"grant_type": "client_credentials"} | {key: self.said[key] for key in ("client_id", "client_secret")}
        answer = self.line.ask("POST", ADMISSION, form=said)
        if answer.status == 400:
            raise NotAdmitted("The other side does not know the client ID and its secret.", status=400)
        told = answer.checked().object()
        life = told.get("expires_in", USUAL_LIFE)
        if type(life) not in (int, float):
            raise TryAgain(BROKEN)
        return Token(told.get("access_token", ""), life)


def _found(data: dict[str, Any]) -> Found:
    number_of(data, "Id")
    return Found(theirs=id_of(data, "Id"), data=data)


def _laid_over(theirs: Mapping[str, Any], call: Call) -> dict[str, Any]:
    """Their contact with what is ours over it, in the fields that they show."""
    said = _fitting(call, theirs)
    groups = theirs.get(GROUPS) or {}
    if not isinstance(groups, dict):
        raise TryAgain(BROKEN)
    whole = {key: value for key, value in theirs.items() if key in SENT} | said | {"Id": theirs["Id"]}
    if groups:
        ours = said.get(GROUPS, {})
        whole[GROUPS] = {name: _over(fields, ours.get(name, {})) for name, fields in groups.items()}
    return whole


def _over(theirs: Any, ours: Mapping[str, Any]) -> Any:
    return {**theirs, **ours} if isinstance(theirs, dict) else theirs


def _fitting(said: Call, shown: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of it in the fields, groups and fields of groups that one of their contacts has."""
    left = {key: value for key, value in said.items() if key in shown or key not in NEWER}
    groups, theirs = left.pop(GROUPS, None) or {}, shown.get(GROUPS)
    kept = {
        name: {alias: value for alias, value in fields.items() if alias in theirs[name]}
        for name, fields in groups.items()
        if isinstance(theirs, dict) and isinstance(theirs.get(name), dict)
    }
    return left | ({GROUPS: kept} if any(one not in BLANKS for one in kept.values()) else {})
