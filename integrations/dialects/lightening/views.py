"""The endpoints: each reads, makes one call, and renders."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from contacts.directory.reading.streaming import pieces
from contacts.directory.reading.texts import Texts
from contacts.options import queries as options
from contacts.record.errors import FieldError
from integrations.credentials import queries as credentials
from integrations.credentials import tokens
from integrations.credentials.queries import Caller
from integrations.dialects.lightening import customers, errors, portal
from integrations.dialects.lightening.options import DELETED_IS_TRUE
from integrations.dialects.lightening.table import NAME, SENT, TABLE
from integrations.mapping.draft import Misread
from integrations.mapping.sources import BLANK, Body
from integrations.wire.inbound import bodies, people
from integrations.wire.inbound.authentication import address_of, header, proven, wrong
from integrations.wire.inbound.endpoint import Endpoint, is_ahead_of_time
from integrations.wire.inbound.faults import Fault, refused
from integrations.wire.lookups import Lookups
from integrations.wire.rendering import form_of, short_or_long

TOKEN = header(NAME, "Authorization")
FULL = form_of(TABLE, "full")
BEGIN, END = b'{"entities":[', b'],"result":true}'
LIFETIME = dt.timedelta(hours=12)
OWN_SITE = ("none", "same-origin", "")


class Lightening(Endpoint):
    """``Authorization``: a credential's token or one of ``/login``, with or without Bearer."""

    dialect = NAME

    def identify(self, request: HttpRequest) -> Caller | None:
        return proven(request, TOKEN)

    def refuse(self, fault: Fault) -> HttpResponse:
        return errors.refuse(fault)


class Contacts(Lightening):
    """``/contact``."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The contacts of the customers that are named; others' are left out without a word."""
        where, known = people.reached(customers.listed(request.GET), self.who), Lookups()

        def found(whole: bool) -> Iterator[Texts]:
            return pieces(where=where, whole=whole)

        listed = short_or_long(found, known, FULL, self.question)
        if isinstance(listed, list):
            return HttpResponse(b"".join((BEGIN, b",".join(listed), END)), content_type=bodies.JSON)
        return StreamingHttpResponse(_entities(listed), content_type=bodies.JSON)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Create."""
        known = Lookups()
        data = _sent(request, BLANK, self.who, known)
        saved = people.create(TABLE, data, caller=self.who, known=known, also=portal.also(self.who.actor()))
        return bodies.answer({"msg": "Successfully created entity.", "id": str(saved.record.id), "result": True})


class Contact(Lightening):
    """``/contact/{internal_id}``."""

    def get(self, request: HttpRequest, contact: int) -> HttpResponse:
        """One contact; the document does not show this answer."""
        known, body = Lookups(), people.find(contact, caller=self.who).body
        known.load(TABLE, [body])
        return bodies.answer({"entity": TABLE.render(body, known), "result": True})

    def post(self, request: HttpRequest, contact: int) -> HttpResponse:
        """Change what is named; the name must be (line 122)."""
        known, person = Lookups(), people.find(contact, caller=self.who)
        known.load(TABLE, [person.body])
        data = _sent(request, person.body, self.who, known)
        people.update(TABLE, data, person, caller=self.who, known=known, also=portal.also(self.who.actor()))
        return bodies.answer({"msg": "Successfully updated entity.", "result": True})


class Deletion(Lightening):
    """``/contact/{internal_id}/delete``: a GET that deletes, so nothing that a browser does by itself may reach it."""

    rights = {"GET": "delete"}

    def admit(self, request: HttpRequest) -> None:
        if is_ahead_of_time(request):
            raise refused(403, "forbidden", "Deleting is not done ahead of time.")
        if request.headers.get("Sec-Fetch-Site", "").lower() not in OWN_SITE:
            raise refused(403, "forbidden", "Deleting is not done from another site.")

    def get(self, request: HttpRequest, contact: int) -> HttpResponse:
        """Put away, undoably."""
        people.archive(people.find(contact, caller=self.who), caller=self.who)
        result = options.get(DELETED_IS_TRUE)
        return bodies.answer({"msg": "Entity has been successfully deleted.", "result": result})


class Login(Lightening):
    """``/login``, ours: a credential's name and secret for a token of twelve hours."""

    def identify(self, request: HttpRequest) -> None:
        """Open to everybody."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """``{"email", "password"}``; the e-mail is the name of the credential."""
        data = bodies.read_object(request, form=True)
        name, secret = data.get("email"), data.get("password")
        if not isinstance(name, str) or not isinstance(secret, str):
            missing = [key for key in ("email", "password") if not isinstance(data.get(key), str)]
            raise Misread(FieldError(key, "required", errors.REQUIRED) for key in missing)
        self.caller = credentials.authenticate(dialect=NAME, username=name, secret=secret, address=address_of(request))
        if self.caller is None:
            raise wrong(request)
        return bodies.answer({"token": tokens.issue_token(caller=self.caller, lifetime=LIFETIME), "result": True})


class Nothing(Lightening):
    """Addresses below theirs that lead nowhere."""

    def identify(self, request: HttpRequest) -> Caller | None:
        super().identify(request)
        raise refused(404, "nowhere", "There is nothing at this address.")


def _sent(request: HttpRequest, current: Body, caller: Caller, known: Lookups) -> dict[str, Any]:
    """The fields of a request, with all that is wrong with them raised at once."""
    data = bodies.read_object(request, form=True)
    if not SENT & set(data):
        raise refused(400, "invalid", "Nothing sent for request.")
    faults = []
    if data.get("name") in (None, ""):
        faults.append(FieldError("name", "required", errors.REQUIRED))
    if "create_method" in data:
        faults.append(FieldError("create_method", "not_allowed", "Field is not allowed."))
    try:
        data = customers.with_customer(data, current, caller)
        TABLE.parse(data, current=current, known=known)
    except Misread as exc:
        faults += exc.errors
    if faults:
        raise Misread(faults)
    return data


def _entities(found: Iterable[list[bytes]]) -> Iterator[bytes]:
    yield BEGIN
    for n, piece in enumerate(found):
        yield (b"," if n else b"") + b",".join(piece)
    yield END
