"""Calling CRM.COM's classic Web API, whose document is seeds/002.

It lists contacts by their numbers and addresses only, and has no way to delete one: what is put away here stays there.
Profile photos and relations are not told.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from integrations.connections.needs import NUMBERS, Need
from integrations.dialects.crmcom_classic.calling import requests
from integrations.dialects.crmcom_classic.calling.answers import told
from integrations.dialects.crmcom_classic.calling.judging import data_of, object_of, session_is_over
from integrations.dialects.crmcom_classic.words.pairing import plain
from integrations.wire.outbound.connector import Call, Connector, Found, Handle
from integrations.wire.outbound.line import Answer
from integrations.wire.outbound.reading import id_of, moment, objects
from integrations.wire.outbound.tokens import Token, admitted, header_text
from integrations.wire.outbound.translating import TIME_ZONE, Abroad
from integrations.wire.outbound.troubles import Declined, NotAdmitted, Unknown

BASE = "/crmapi/rest/v2/"
CONTACT = f"{BASE}contact_information/"
LIFE = 7_000  # seconds that a token is used, of the two hours that it lives
LOGIN = ("username", "password", "organisation", "unit")
PAGE, PAGES = 100, 5
SEARCHED = {
    "demographics": ("id_number", "passport_number", "social_security_number"),
    "company_profile": ("vat_registration_number",),
}
NAMES = ("type", "first_name", "last_name", "company_name")  # by these one that was just made is known again


class Classic(Connector):
    """One user of one organisation there."""

    needs: ClassVar[tuple[Need, ...]] = (
        Need("username", "User name"),
        Need("password", "Password", secret=True),
        Need("organisation", "Organisation"),
        Need("unit", "Unit", help="Where the user belongs to several.", required=False),
        NUMBERS, TIME_ZONE,
    )  # fmt: skip
    always = frozenset({"type"})
    entire = (*requests.WHOLE, "_identifier")
    lists = False
    removes = False

    def test(self) -> None:
        """Log in, and look for a contact that cannot be."""
        list(self._listed({"email_address": "nobody@example.invalid"}))

    def fetch(self, handle: Handle) -> Found | None:
        return self.if_there(lambda: self._found(self._shown(handle)))

    def look_up(self, call: Call) -> list[Found]:
        """Those with an address or a number of the contact, of its name; the newest first.

        Raises ``Declined`` for a contact that has neither: it might be made a second time.
        """
        searched = next(_searches(call), None)
        if searched is None:
            raise Declined(
                "It may have been made there before, and there is nothing to find it by: give the contact an email "
                "address or a phone."
            )
        same = [one for one in self._listed(searched) if _is_called(one, call)]
        return [self._found(one) for one in reversed(same)]

    def create(self, call: Call, *, event: str) -> Found:
        return self._found(object_of(self._post(f"{CONTACT}create", requests.new(call))))

    def update(self, handle: Handle, call: Call, *, event: str) -> None:
        changes = requests.changed(call, self._shown(handle))
        if changes:
            named = {"contact_information_identifier": {"id": handle.theirs}}
            object_of(self._post(f"{CONTACT}update", named | changes))

    def remove(self, handle: Handle, *, event: str) -> None:
        raise Declined("That system has no way to delete a contact. Do it there by hand.")

    def _shown(self, handle: Handle) -> dict[str, Any]:
        named = {"contact_information_identifier": f"id={handle.theirs}"}
        data = object_of(self._get(f"{CONTACT}show", named))
        id_of(data, "id")
        return data

    def _listed(self, searched: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """Contacts with what is searched, a page after the other."""
        for n in range(PAGES):
            paging = {"number_of_results": PAGE, "offset": n * PAGE}
            found = objects(data_of(self._get(f"{CONTACT}list", {**searched, **paging})))
            yield from found
            if len(found) < PAGE:
                return

    def _found(self, data: dict[str, Any]) -> Found:
        log = data.get("log_information")
        changed = log.get("updated_date") if isinstance(log, dict) else None
        zone = Abroad(self.line.account).zone
        return Found(theirs=id_of(data, "id"), data=told(data), at=moment(changed, zone))

    def _get(self, path: str, said: Mapping[str, Any]) -> Answer:
        return self._admitted(lambda token: self.line.ask("GET", path, params={"token": token, **said}))

    def _post(self, path: str, said: Mapping[str, Any]) -> Answer:
        return self._admitted(lambda token: self.line.ask("POST", path, json={"token": token, **said}))

    def _admitted(self, call: Callable[[str], Answer]) -> Answer:
        return admitted(self.line.account, fetch=self._fetched, call=call, refused=session_is_over)

    def _fetched(self) -> Token:
        """A token, by logging in."""
        asked = {name: self.said[name] for name in LOGIN if self.said.get(name)}
        try:
            data = object_of(self.line.ask("POST", f"{BASE}authentication/token", json=asked))
        except Declined as error:
            if not error.status or isinstance(error, Unknown):
                raise  # it was not even asked, or nobody was there
            raise NotAdmitted("The other side does not let this account log in.", status=error.status) from error
        return Token(header_text(data.get("token")), LIFE)


def _searches(call: Call) -> Iterator[dict[str, str]]:
    """What a contact can be searched by, the surest first."""
    for name, set_, key in (("email_address", "email_set", "email_address"), ("phone_number", "phone_set", "number")):
        yield from ({name: str(one[key])} for one in call.get(set_) or () if one.get(key))
    for part, names in SEARCHED.items():
        held = requests.unmasked(call.get(part) or {})
        yield from ({name: str(held[name])} for name in names if held.get(name))


def _is_called(one: Mapping[str, Any], call: Call) -> bool:
    return all(plain(one.get(name), name) == plain(call.get(name), name) for name in NAMES)
