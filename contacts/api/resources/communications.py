"""Messages to contacts: queued, read, marked."""

from django.http import HttpResponse
from django.urls import URLPattern, path
from msgspec.structs import asdict
from rest_framework.request import Request

from contacts.api.message_shapes import CommunicationMarks, CommunicationRequest, CommunicationShown
from contacts.api.protocol.authentication import actor_of, require_scope
from contacts.api.protocol.bodies import answer, read_as
from contacts.api.protocol.paging import PAGING, count_asked, flag_asked, page_of, refuse_unknown
from contacts.api.protocol.problems import Problem
from contacts.api.protocol.repeats import once
from contacts.api.protocol.views import Resource
from contacts.api.resources.contacts import contact_named
from contacts.api.shapes import Doer, Page
from contacts.messages import operations, queries
from contacts.messages.models import Channel, Communication
from contacts.record.errors import invalid

OTHER = ("uuid", "contact", "is_viewed", "is_archived", "actor")
SAME = tuple(name for name in CommunicationShown.__struct_fields__ if name not in OTHER)
FILTERS = ("channel", "viewed", "archived")


def serialize(row: Communication) -> CommunicationShown:
    """A communication as callers read it."""
    return CommunicationShown(
        **{name: getattr(row, name) for name in SAME}, uuid=str(row.uuid), contact=row.contact_id,
        is_viewed=row.viewed_at is not None, is_archived=row.archived_at is not None,
        actor=Doer(row.actor_kind, row.actor_id, row.actor_label),
    )  # fmt: skip


class Communications(Resource):
    """The messages of one contact."""

    reads, writes = "messages:read", "messages:write"

    def get(self, request: Request, ref: str) -> HttpResponse:
        """A page, newest first; ``count=true`` counts all."""
        refuse_unknown(request, (*PAGING, *FILTERS))
        asked = request.query_params
        marks = {name: flag_asked(request, name) if name in asked else None for name in ("viewed", "archived")}
        rows = queries.of_contact(contact_named(ref)[0], channel=_channel(request), **marks)
        page, following = page_of(request, rows)
        return answer(Page([serialize(row) for row in page], following, count_asked(request, rows)))

    @once
    def post(self, request: Request, ref: str) -> HttpResponse:
        """Queue a message: 201. It is sent at ``due``, else at once, if the contact's consents then allow it."""
        asked = read_as(CommunicationRequest, request)
        if asked.attachments:  # what goes to an address of the caller's choice is read by the caller
            require_scope(request, "files:read")
        row = operations.send(contact=contact_named(ref)[0], actor=actor_of(request), **asdict(asked))
        location = request.build_absolute_uri(f"/api/v1/communications/{row.pk}")
        return answer(serialize(row), status=201, headers={"Location": location})


class OneCommunication(Resource):
    """One message, by its integer key or its UUID."""

    reads, writes = "messages:read", "messages:write"

    def get(self, request: Request, message: str) -> HttpResponse:
        """The message and what became of it."""
        return answer(serialize(_find(message)))

    @once
    def patch(self, request: Request, message: str) -> HttpResponse:
        """Note that the recipient viewed it, put it away, or followed its link."""
        row, marks = _find(message), read_as(CommunicationMarks, request)
        return answer(serialize(operations.mark(communication=row.pk, actor=actor_of(request), **asdict(marks))))

    @once
    def delete(self, request: Request, message: str) -> HttpResponse:
        """Cancel a message that still waits: 204; 409 when it has gone."""
        if not operations.cancel(communication=_find(message).pk, actor=actor_of(request)):
            raise Problem(409, "It is on its way or decided already.")
        return HttpResponse(status=204)


def _find(message: str) -> Communication:
    row = queries.find(message)
    if row is None:
        raise Problem(404, f"There is no communication {message[:60]}.")
    return row


def _channel(request: Request) -> str:
    channel = request.query_params.get("channel", "")
    if channel and channel not in Channel.values:
        raise invalid("channel", "invalid_choice", f"Expected one of {', '.join(Channel.values)}.")
    return channel


def communication_urls(base: str) -> list[URLPattern]:
    """The routes below ``/api/v1/``."""
    return [
        path(f"{base}contacts/<str:ref>/communications", Communications.as_view()),
        path(f"{base}communications/<str:message>", OneCommunication.as_view()),
    ]
