"""What a contact agrees to, with the proof of how it came about, and the texts that people are shown."""

from django.http import HttpResponse
from rest_framework.request import Request

from contacts.api.consent_shapes import ConsentAnswer, ConsentHistory, ConsentRequest, WordingRequest, WordingShown
from contacts.api.protocol import conditions
from contacts.api.protocol.authentication import actor_of
from contacts.api.protocol.bodies import answer, read_as
from contacts.api.protocol.paging import PAGING, count_asked, flag_asked, page_of, refuse_unknown
from contacts.api.protocol.problems import Problem
from contacts.api.protocol.repeats import once
from contacts.api.protocol.views import Resource
from contacts.api.resources.contacts import contact_named, id_named
from contacts.api.shapes import Doer, Page
from contacts.consents import operations, queries
from contacts.consents.models import ConsentEvent, Wording
from contacts.record.parsing import codec

SAME = ("number", "purpose", "channel", "state", "previous", "basis", "comment", "at", "door", "door_detail", "hash")


def serialize_event(event: ConsentEvent) -> ConsentAnswer:
    """An event as callers read it; the address it came from stays sealed."""
    wording = serialize_wording(event.wording) if event.wording else None
    actor = Doer(event.actor_kind, event.actor_id, event.actor_label)
    return ConsentAnswer(**{name: getattr(event, name) for name in SAME}, wording=wording, actor=actor)


def serialize_wording(wording: Wording) -> WordingShown:
    """A version of a text as callers read it."""
    return WordingShown(**{name: getattr(wording, name) for name in WordingShown.__struct_fields__})


class Consents(Resource):
    """The answers of one contact, newest first."""

    reads = "history:read"

    def get(self, request: Request, ref: str) -> HttpResponse:
        """A page of the log; ``current`` is what holds now, ``count=true`` counts all."""
        refuse_unknown(request, PAGING)
        contact, _, text = contact_named(ref)
        rows = queries.history(contact)
        page, following = page_of(request, rows, "-number")
        count, current = count_asked(request, rows), codec.from_text(text).consents
        return answer(ConsentHistory([serialize_event(row) for row in page], following, count, current=current))

    @once
    def post(self, request: Request, ref: str) -> HttpResponse:
        """Record an answer and how it came about: 201, with its place in the contact's chain."""
        asked, seen = read_as(ConsentRequest, request), conditions.revision_asked(request, required=False)
        event = operations.record(
            contact=id_named(ref), purpose=asked.purpose, channel=asked.channel, state=asked.state,
            wording=asked.wording, basis=asked.basis, comment=asked.comment, ip=asked.ip, actor=actor_of(request),
            revision=seen,
        )  # fmt: skip
        return answer(serialize_event(event), status=201, headers={"ETag": conditions.etag(event.revision)})


class Wordings(Resource):
    """The texts that people answer to, every version of them."""

    writes = "lookups:write"

    def get(self, request: Request) -> HttpResponse:
        """A page of versions, oldest first; ``current=true`` leaves out those that a later one replaced."""
        refuse_unknown(request, ("limit", "after", "current", "purpose", "language"))
        asked = request.query_params
        narrowed = {name: asked[name] for name in ("purpose", "language") if name in asked}
        rows = queries.wordings(current=flag_asked(request, "current")).filter(**narrowed)
        page, following = page_of(request, rows, "pk")
        return answer(Page([serialize_wording(row) for row in page], following))

    @once
    def post(self, request: Request) -> HttpResponse:
        """Publish a text: 201; where its purpose and language have one already, it is the next version."""
        asked = read_as(WordingRequest, request)
        wording = operations.publish(
            purpose=asked.purpose, language=asked.language, text=asked.text, actor=actor_of(request)
        )
        location = request.build_absolute_uri(f"{request.path}/{wording.pk}")
        return answer(serialize_wording(wording), status=201, headers={"Location": location})


class OneWording(Resource):
    """One version of a text, which never changes."""

    def get(self, request: Request, key: int) -> HttpResponse:
        """The version."""
        wording = queries.wording(key)
        if wording is None:
            raise Problem(404, f"There is no wording {key}.")
        return answer(serialize_wording(wording))
