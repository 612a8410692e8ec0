"""The endpoints: each reads, makes one call, and renders."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from contacts.directory import queries as directory
from contacts.directory.commands import Saved
from contacts.directory.reading.streaming import pieces
from contacts.directory.reading.texts import Texts
from contacts.lookups import queries as lookups
from contacts.options import queries as options
from contacts.record.errors import FieldError, Invalid
from contacts.record.filters import Condition, catalogue
from contacts.record.parsing import codec
from integrations.credentials.queries import Caller
from integrations.dialects.administrate import errors
from integrations.dialects.administrate.filters import asked
from integrations.dialects.administrate.options import HTTPS_ONLY, MOST_LISTED
from integrations.dialects.administrate.repeats import repeated
from integrations.dialects.administrate.table import LEGACY, NAME, TABLE
from integrations.mapping.sources import Body
from integrations.wire.inbound import bodies, people
from integrations.wire.inbound.authentication import basic, proven
from integrations.wire.inbound.endpoint import Endpoint
from integrations.wire.inbound.faults import Fault, refused
from integrations.wire.lookups import Lookups
from integrations.wire.rendering import form_of, short_or_long

CHALLENGE = 'Basic realm="Administrate API", charset="UTF-8"'
REQUIRED = ("first_name", "last_name", "account_id")
BASIC = basic(NAME, CHALLENGE)
LIST = form_of(TABLE, "list")
TYPES = {"text": "string"}  # how their meta calls a type of ours; the rest are called alike


class Administrate(Endpoint):
    """HTTP Basic, with a challenge for programs that wait for one; plain HTTP is refused, since a redirect of a POST
    would lose its body and has sent the password already."""

    dialect = NAME

    def admit(self, request: HttpRequest) -> None:
        wanted = options.get(HTTPS_ONLY)
        if not request.is_secure() and (wanted == "always" or (wanted == "installed" and settings.HTTPS)):
            raise refused(403, "forbidden", "Use HTTPS; passwords are not taken in the clear.")

    def identify(self, request: HttpRequest) -> Caller:
        return proven(request, BASIC, challenge=CHALLENGE)

    def refuse(self, fault: Fault) -> HttpResponse:
        return errors.refuse(fault)


class Contacts(Administrate):
    """``/api/v2/crm/contacts``."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """A bare array; without ``_limit`` it is everything, so a long one is streamed."""
        known = Lookups()
        wanted = asked(request.GET, known)
        limit = min(options.get(MOST_LISTED), options.get(MOST_LISTED) if wanted.limit is None else wanted.limit)
        where = people.reached(wanted.where, self.who)

        def found(whole: bool) -> Iterator[Texts]:
            return pieces(where=where, archived=wanted.archived, order=wanted.order, limit=limit, whole=whole)

        listed = short_or_long(found, known, LIST, self.question)
        if isinstance(listed, list):
            return HttpResponse(b"[%b]" % b",".join(listed), content_type=bodies.JSON)
        return StreamingHttpResponse(_array(listed), content_type=bodies.JSON)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Create; 200 and not 201, as documented. What is sent again since no answer came is answered again."""
        data, known = bodies.read_object(request), Lookups()
        try:
            if missing := [name for name in REQUIRED if data.get(name) in (None, "")]:
                raise Invalid([FieldError(name, "required", "This field is required.") for name in missing])
            with transaction.atomic():
                before = repeated(data, caller=self.who, known=known)
                body = before.body if before else codec.to_body(self._made(data, known).record)
        except Invalid as exc:
            raise errors.not_created(exc) from None
        return _answered(body, data, self.who, known)

    def _made(self, data: dict[str, Any], known: Lookups) -> Saved:
        return people.create(TABLE, data, caller=self.who, known=known)


class Contact(Administrate):
    """``/api/v2/crm/contacts/{id}``."""

    def get(self, request: HttpRequest, contact: int) -> HttpResponse:
        """One contact, a deleted one too."""
        person = people.find(contact, caller=self.who, archived=True)
        return bodies.answer(TABLE.render(person.body, Lookups()))

    def put(self, request: HttpRequest, contact: int) -> HttpResponse:
        """Change what is named; the rest stays."""
        data, known = bodies.read_object(request), Lookups()
        person = people.find(contact, caller=self.who)
        saved = people.update(TABLE, data, person, caller=self.who, known=known)
        return _answered(codec.to_body(saved.record), data, self.who, known)

    def post(self, request: HttpRequest, contact: int) -> HttpResponse:
        """The same: the vendor's introduction uses POST for both."""
        return self.put(request, contact)

    def delete(self, request: HttpRequest, contact: int) -> HttpResponse:
        """Put away, undoably; a second time there is nothing to delete."""
        saved = people.archive(people.find(contact, caller=self.who), caller=self.who)
        return bodies.answer(TABLE.render(codec.to_body(saved.record), Lookups()))


class Meta(Administrate):
    """``/api/v2/meta/crm/contacts``: the custom fields there are."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """By alias: type and label, and choices where there are any."""
        found: dict[str, dict[str, Any]] = {
            alias: {"type": "boolean" if blank == 0 else "string", "label": alias} for alias, blank in LEGACY.items()
        }
        for row in lookups.custom_rows("contact"):
            found[row.alias] = {"type": TYPES.get(row.type, row.type), "label": row.label}
            if row.choices:
                found[row.alias]["choices"] = row.choices
        return bodies.answer({"custom_fields": found})


class Nothing(Administrate):
    """Addresses below theirs that lead nowhere."""

    def identify(self, request: HttpRequest) -> Caller:
        super().identify(request)
        raise refused(404, "not_found", "There is nothing at this address.")


def _array(found: Iterator[list[bytes]]) -> Iterator[bytes]:
    yield b"["
    for n, piece in enumerate(found):
        yield (b"," if n else b"") + b",".join(piece)
    yield b"]"


def _answered(body: Body, data: dict[str, Any], caller: Caller, known: Lookups) -> HttpResponse:
    """The whole contact, and the header that says when another one has the address that was sent (line 9).

    Another one within the caller's reach: else it would tell who is known here beyond it.
    """
    response = bodies.answer(TABLE.render(body, known))
    sent = {data.get(name) for name in ("email", "email2")} - {None, ""}
    emails = tuple(email["email"] for email in body["emails"][:100]) if sent else ()
    where = people.reached(Condition(catalogue()["emails.email"], "in", emails), caller)
    if emails and directory.found(where=where).exclude(pk=body["id"]).exists():
        response["X-Duped-Email"] = "yes"
    return response
