"""Calling CRM.COM's Self-Service API, whose document is seeds/001.

It knows contacts only as people who sign in, each with a token of its own: a contact is made there by registering it,
and then we act as that person. Nothing lists them, so whoever is only there never comes here.

Those whom we registered are kept alike in both directions, once they have confirmed their address by the link that they
were mailed: names, title, language, the first address, demographics and company profile, category, consents and custom
fields that customers may see and set there. What was refused until then goes after the next fetch, or when staff send
it again. Other addresses, phones, notes and affiliations stay here: that API has no place for them.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, ClassVar

from msgspec.structs import replace

from integrations.connections.needs import NUMBERS, Need, is_yes
from integrations.dialects.crmcom_selfservice.calling import contacts
from integrations.dialects.crmcom_selfservice.calling.judging import (
    FieldsDeclined,
    Taken,
    is_refusal,
    judged,
    object_of,
)
from integrations.dialects.crmcom_selfservice.calling.logins import (
    MARK,
    Login,
    login_for,
    login_of,
    subject_of,
    token_of,
)
from integrations.wire.outbound.connector import Call, Connector, Found, Handle
from integrations.wire.outbound.line import BROKEN, Answer
from integrations.wire.outbound.reading import at
from integrations.wire.outbound.tokens import Token, admitted, fetched, header_text
from integrations.wire.outbound.troubles import Declined, NotAdmitted, TryAgain

CONTACTS = "/self-service/v1/contacts/"
ONE = f"{CONTACTS}{{}}"


class Locked(Declined):
    """The contact's password is not right (any more)."""


class Unconfirmed(Declined):
    """The contact has an account, and is told no more until it has opened the link that was mailed to it."""


class SelfService(Connector):
    """One app there, and everybody whom it registered."""

    needs: ClassVar[tuple[Need, ...]] = (
        Need("api_key", "API key", secret=True),
        Need(
            "mails", "Mail contacts a link to confirm their address",
            help="Until an address is confirmed some systems let nobody act for the contact.",
            required=False, flag=True,
        ),
        NUMBERS,
    )  # fmt: skip
    references: ClassVar[Mapping[str, str]] = {
        "category_id": "category", "company_profile.industry_id": "industry",
        "company_profile.industry_sectors": "sector",
    }  # fmt: skip
    entire = contacts.WHOLE
    named_by = "uuid"
    marked = MARK
    lists = False
    tells_changes = False

    def test(self) -> None:
        """Sign nobody in: who has the right key is told that a user name is missing."""
        answer = self._open("authenticate", {"provider": "EMAIL"})
        if answer.status == 400 and is_refusal(answer):
            return
        judged(answer)
        raise TryAgain(BROKEN, status=answer.status)

    def fetch(self, handle: Handle) -> Found | None:
        data = self.if_there(lambda: self._shown(handle))
        if data is None:
            return None
        return Found(theirs=handle.theirs, data=contacts.heard(data), secret=handle.secret)

    def look_up(self, call: Call) -> list[Found]:
        """Who can be entered with the password that we would have given the contact."""
        try:
            login = login_for(call, self.line.account)
            told = self._entered(login)
        except Declined as error:
            if isinstance(error, NotAdmitted):
                raise
            return []
        found = self.fetch(Handle(subject_of(told), login.secret))
        return [found] if found else []

    def create(self, call: Call, *, event: str) -> Found:
        """Register the person, then say what registering has no place for."""
        login = login_for(call, self.line.account)
        asked = contacts.registration(call, login, mails=is_yes(self.said.get("mails", "")))
        try:
            told = object_of(self._open("register", asked), asked)
        except Taken:
            if not (found := self.look_up(call)):
                raise
            handle = found[0].handle
        else:
            handle = Handle(self._subject(told), login.secret)
        try:
            self.update(handle, call, event=event)
        except Unconfirmed as error:
            return Found(theirs=handle.theirs, data={}, secret=handle.secret, lacks=str(error))
        return Found(theirs=handle.theirs, data={}, secret=handle.secret)

    def update(self, handle: Handle, call: Call, *, event: str) -> None:
        changes = contacts.changed(call, self._shown(handle))
        if changes:
            self._say(handle, changes)

    def _say(self, handle: Handle, changes: Mapping[str, Any]) -> None:
        """Change the contact; custom fields that they do not take are left out, as they are of one that lists them."""
        try:
            object_of(self._as(handle, "PUT", changes, anew="email_address" in changes), changes)
        except FieldsDeclined as error:
            left = contacts.without(changes, error.keys)
            if left == changes:
                raise
            if left:
                self._say(handle, left)
        except NotAdmitted as error:
            if error.status != 403:
                raise
            raise Unconfirmed(
                "The contact must confirm its email address there before anything more can be said for it.",
                status=error.status,
            ) from error

    def remove(self, handle: Handle, *, event: str) -> None:
        """Let the person leave. Who cannot be entered any more has left, or has made the account its own."""
        with suppress(Locked):
            self.if_there(lambda: judged(self._as(handle, "DELETE", anew=True)))

    def _shown(self, handle: Handle) -> dict[str, Any]:
        return object_of(self._as(handle, "GET"))

    def _subject(self, told: dict[str, Any]) -> str:
        """Whom a registration made; raises ``Declined`` when it waits for a code that only the person is sent."""
        if "access_token" not in told and "auth_otp" in told:
            raise Declined("The other side wants a code from the person, although it was given a password.")
        return subject_of(told)

    def _open(self, path: str, said: Mapping[str, Any]) -> Answer:
        key = header_text(self.said.get("api_key"), ours=True)
        return self.line.ask("POST", CONTACTS + path, json=said, headers={"api_key": key})

    def _entered(self, login: Login) -> dict[str, Any]:
        """What signing in is answered; raises ``Locked``."""
        said = {"provider": "EMAIL", "username": login.username, "password": login.password}
        answer = self._open("authenticate", said)
        if answer.status == 401 and is_refusal(answer):
            self.test()  # or the key is wrong, which is answered alike
            raise Locked("The other side does not let us act for this contact: it has left, or chose a password.")
        told = object_of(answer)
        if "access_token" not in told:
            raise TryAgain(BROKEN, status=answer.status)
        return told

    def _as(self, handle: Handle, method: str, said: Mapping[str, Any] | None = None, *, anew: bool = False) -> Answer:
        """What the contact itself is answered; ``anew`` is for what asks for somebody who has just signed in."""
        login, path = login_of(handle), at(ONE, handle.theirs)

        def fetch() -> Token:
            return token_of(self._entered(login))

        def call(token: str) -> Answer:
            return self.line.ask(method, path, json=said, headers={"Authorization": f"Bearer {token}"})

        if anew:
            return call(fetched(fetch).text)
        account = self.line.account
        person = replace(account, said=account.said | {"contact": handle.theirs, "secret": handle.secret})
        return admitted(person, fetch=fetch, call=call)
