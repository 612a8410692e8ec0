"""The endpoints: each reads, makes one call, and renders."""

import datetime as dt
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse

from contacts.access.accounts import operations as accounts
from contacts.access.identities.naming import fold
from contacts.directory import queries as directory
from contacts.directory.commands import Saved
from contacts.directory.reading.texts import Texts
from contacts.directory.reading.windows import window
from contacts.options import queries as options
from contacts.record import filters
from contacts.record.errors import FieldError, Invalid, invalid
from contacts.record.filters import Condition
from contacts.record.parsing import codec
from contacts.tables.locks import advisory_lock
from integrations.credentials import queries as credentials
from integrations.credentials import tokens
from integrations.credentials.queries import Caller
from integrations.dialects.webinone import errors, zones
from integrations.dialects.webinone.filters.contacts import COLUMNS, wanted
from integrations.dialects.webinone.filters.reading import Paging, ordered, paging
from integrations.dialects.webinone.options import VERSION
from integrations.dialects.webinone.related import BOOKINGS, CASES, ORDERS, ZONES, Listed, envelope
from integrations.dialects.webinone.table import MEMBER, NAME, TABLE
from integrations.mapping.draft import Misread, Parsed
from integrations.mapping.sources import Body
from integrations.wire.inbound import bodies, people
from integrations.wire.inbound.authentication import address_of, basic, header, proven, wrong
from integrations.wire.inbound.endpoint import Endpoint
from integrations.wire.inbound.faults import Fault, refused
from integrations.wire.lookups import Lookups
from integrations.wire.rendering import form_of, listed

TOKEN, CHALLENGE = header(NAME, "Authorization"), 'Bearer realm="Open Admin API"'
BASIC_CHALLENGE = 'Basic realm="Open Admin API", charset="UTF-8"'
BASIC = basic(NAME, BASIC_CHALLENGE)
FORMS = {name: form_of(TABLE, name) for name in TABLE.forms}
LIFETIME = dt.timedelta(hours=1)
FIRST = Paging(None, "", 0, 500)
THEIRS = {"username": "Email", "password": "Password"}


class WebinOne(Endpoint):
    """``Authorization: Bearer`` and a token of ``/api/v1/oauth/token``, also without the word."""

    dialect = NAME

    def identify(self, request: HttpRequest) -> Caller | None:
        return proven(request, TOKEN, challenge=CHALLENGE)

    def refuse(self, fault: Fault) -> HttpResponse:
        return errors.refuse(fault)


class Token(WebinOne):
    """``/api/v1/oauth/token``: OAuth 2.0 client credentials, as form or JSON, the two also by HTTP Basic."""

    rights: ClassVar[dict[str, str]] = {"POST": "read"}  # whoever may do anything at all

    def refuse(self, fault: Fault) -> HttpResponse:
        return errors.refuse_token(fault)

    def identify(self, request: HttpRequest) -> Caller | None:
        if request.method not in self.rights:
            return None
        data = bodies.read_object(request, form=True)
        if (grant := data.get("grant_type")) != "client_credentials":
            code = errors.GRANT if grant else "required"
            raise invalid("grant_type", code, "Expected client_credentials.")

        def by_body(request: HttpRequest) -> Caller | None:
            name, secret = data.get("client_id"), data.get("client_secret")
            if not isinstance(name, str) or not isinstance(secret, str):
                return None
            caller = credentials.authenticate(dialect=NAME, username=name, secret=secret, address=address_of(request))
            if caller is None:
                raise wrong(request, BASIC_CHALLENGE)
            return caller

        return proven(request, BASIC, by_body, challenge=BASIC_CHALLENGE)

    def post(self, request: HttpRequest) -> HttpResponse:
        """A token of one hour; the credential's end is its end."""
        token = tokens.issue_token(caller=self.who, lifetime=LIFETIME)
        said = {"access_token": token, "token_type": "Bearer", "expires_in": int(LIFETIME.total_seconds())}
        return bodies.answer(said, headers={"Pragma": "no-cache"})


class Contacts(WebinOne):
    """``/api/v2/admin/contacts``."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """A page, and how many there are in all."""
        known, asked = Lookups(), paging(request)
        where = people.reached(wanted(asked.where, known), self.who)
        order = ordered(asked.order_by, COLUMNS)
        total = 0

        def found(whole: bool) -> Texts:
            nonlocal total
            page = window(where=where, order=order, offset=asked.offset, limit=asked.limit, whole=whole)
            total = page.total
            return page.page

        items = b",".join(listed(found, known, FORMS[_form()], self.question))
        return HttpResponse(b'{"Items":[%b],"TotalItemsCount":%d}' % (items, total), content_type=bodies.JSON)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Create; 200, and 409 for an address that somebody else has."""
        known, data = Lookups(), bodies.read_object(request)
        saved = people.create(TABLE, data, caller=self.who, known=known, also=self._welcome)
        return _answered(saved, known)

    def _welcome(self, parsed: Parsed, saved: Saved) -> None:
        address = _address(codec.to_body(saved.record))
        if address:
            advisory_lock(f"address {fold(address)}")  # of two at once the second sees the first
        if address and self._is_taken(address, but=saved.record.id):
            raise refused(409, "conflict", "Somebody else has this address.", errors=[TAKEN])
        if password := parsed.aside.get("password"):
            _sign_in(saved.record.id, address, password, self.who, must_change=False)

    def _is_taken(self, address: str, *, but: int) -> bool:
        """Within the caller's reach, or the answer would tell of contacts beyond it."""
        where = Condition(filters.catalogue()["emails.email"], "eq", address)
        return directory.found(where=people.reached(where, self.who)).exclude(pk=but).exists()


TAKEN = FieldError("Email", "taken", "Another contact has this address.")


class Contact(WebinOne):
    """``/api/v2/admin/contacts/{id}``."""

    def get(self, request: HttpRequest, contact: int) -> HttpResponse:
        """One contact."""
        return bodies.answer(_rendered([people.find(contact, caller=self.who).body], Lookups(), _form())[0])

    def put(self, request: HttpRequest, contact: int) -> HttpResponse:
        """Change what is named; ``Id`` must be the path's, 0 or absent."""
        known, data = Lookups(), bodies.read_object(request)
        person = people.find(contact, caller=self.who)
        if data.get("Id") not in (None, 0, contact):
            raise invalid("Id", "invalid", f"Expected {contact}, as in the address, or none.")
        data.pop("Password", None)  # of create alone; see SetPassword
        return _answered(people.update(TABLE, data, person, caller=self.who, known=known), known)

    def delete(self, request: HttpRequest, contact: int) -> HttpResponse:
        """Put away, undoably."""
        people.archive(people.find(contact, caller=self.who), caller=self.who)
        return HttpResponse(status=204)


class Related(WebinOne):
    """What a contact has."""

    listed: ClassVar[Listed]

    def get(self, request: HttpRequest, contact: int) -> HttpResponse:
        """A page, and how many there are in all."""
        person = people.find(contact, caller=self.who)
        member = MEMBER.render(person.body, Lookups(), "member")
        return bodies.answer(envelope(self.listed, contact, paging(request), member))


class Bookings(Related):
    """``/api/v2/admin/contacts/{contactId}/bookings``."""

    listed = BOOKINGS


class Cases(Related):
    """``/api/v2/admin/contacts/{contactId}/cases``."""

    listed = CASES


class Orders(Related):
    """``/api/v2/admin/contacts/{contactId}/orders``; deleted ones only where the filter names ``IsDeleted``."""

    listed = ORDERS


class SecureZones(Related):
    """``/api/v2/admin/contacts/{contactId}/secure-zones``; expired ones too, each says when."""

    listed = ZONES

    def put(self, request: HttpRequest, contact: int) -> HttpResponse:
        """These zones and no others, until when each says; one that is unknown changes nothing."""
        person = people.find(contact, caller=self.who)
        zones.replace(person, zones.read(bodies.read(request)), caller=self.who)
        return bodies.answer(envelope(ZONES, contact, FIRST, {}))


class Password(WebinOne):
    """``/api/v2/admin/contacts/{id}/set-password``."""

    def put(self, request: HttpRequest, contact: int) -> HttpResponse:
        """Give the contact a password that it must change, with its address as user name; every session ends."""
        person, data = people.find(contact, caller=self.who), bodies.read_object(request)
        password = data.get("Password")
        if not isinstance(password, str) or not password:
            raise invalid("Password", "required", "Expected a password.")
        _sign_in(contact, _address(person.body), password, self.who, must_change=True)
        return bodies.answer(envelope(ZONES, contact, FIRST, {}))


class Nothing(WebinOne):
    """Addresses below theirs that lead nowhere."""

    def identify(self, request: HttpRequest) -> Caller | None:
        super().identify(request)
        raise refused(404, "not_found", "There is nothing at this address.")


def _form() -> str:
    return "full" if options.get(VERSION) == "7.0.0" else "current"


def _rendered(rows: list[Body], known: Lookups, form: str) -> list[dict[str, Any]]:
    known.load(TABLE, rows)
    return [TABLE.render(row, known, form) for row in rows]


def _answered(saved: Saved, known: Lookups) -> HttpResponse:
    return bodies.answer(_rendered([codec.to_body(saved.record)], known, _form())[0])


def _address(body: Body) -> str | None:
    """The email address that this dialect shows."""
    shown: str | None = MEMBER.render(body, Lookups(), "member")["Email"]
    return shown


def _sign_in(contact: int, address: str | None, password: str, caller: Caller, *, must_change: bool) -> None:
    if not address:
        raise Misread([FieldError("Email", "required", "The contact needs an address to sign in with.")])
    try:
        accounts.set_identity(
            contact=contact, actor=caller.actor(), username=address, password=password, must_change=must_change
        )
    except Invalid as exc:
        raise Misread(FieldError(THEIRS.get(e.path, e.path), e.code, e.message) for e in exc.errors) from None
