"""Asking contacts to approve something, and reading what they answered."""

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from rest_framework.request import Request

from contacts.api.approval_shapes import ApprovalAsked, ApprovalEntity, ApprovalShown
from contacts.api.protocol.authentication import actor_of
from contacts.api.protocol.bodies import answer, read_as
from contacts.api.protocol.paging import PAGING, count_asked, page_of, refuse_unknown
from contacts.api.protocol.problems import Problem
from contacts.api.protocol.repeats import once
from contacts.api.protocol.views import Resource
from contacts.api.resources.contacts import contact_named
from contacts.api.shapes import Doer, Page
from contacts.approvals import operations, queries
from contacts.approvals.models import ApprovalRequest, State
from contacts.approvals.operations import NotPending
from contacts.record.errors import invalid

OTHER = ("uuid", "contact", "entity", "state", "actor")
SAME = tuple(name for name in ApprovalShown.__struct_fields__ if name not in OTHER)
FILTERS = ("state", "entity_type")


def serialize(row: ApprovalRequest) -> ApprovalShown:
    """A request as callers read it."""
    return ApprovalShown(
        **{name: getattr(row, name) for name in SAME}, uuid=str(row.uuid), contact=row.contact_id,
        entity=ApprovalEntity(row.entity_type, row.entity_id, row.entity_reference),
        state=row.state_at(timezone.now()),  # type: ignore[arg-type]
        actor=Doer(row.actor_kind, row.actor_id, row.actor_label),
    )  # fmt: skip


class ApprovalRequests(Resource):
    """What one contact was asked to approve."""

    reads, writes = "approvals:read", "approvals:write"

    def get(self, request: Request, ref: str) -> HttpResponse:
        """A page, newest first; ``count=true`` counts all."""
        refuse_unknown(request, (*PAGING, *FILTERS))
        types = [one for one in request.query_params.get("entity_type", "").replace("\x00", "").split(",") if one]
        rows = queries.of_contact(contact_named(ref)[0], states=_states(request), entity_types=types)
        page, following = page_of(request, rows)
        return answer(Page([serialize(row) for row in page], following, count_asked(request, rows)))

    @once
    def post(self, request: Request, ref: str) -> HttpResponse:
        """Ask: 201. The contact is sent a link by which it answers, and sees the request when signed in."""
        asked = read_as(ApprovalAsked, request)
        row = operations.ask(
            contact=contact_named(ref)[0], entity_type=asked.entity.type, entity_id=str(asked.entity.id),
            reference=asked.entity.reference, title=asked.title, text=asked.text, scheduled=asked.scheduled_at,
            expires=asked.expires_at, actor=actor_of(request),
        )  # fmt: skip
        location = request.build_absolute_uri(f"/api/v1/approval-requests/{row.pk}")
        return answer(serialize(row), status=201, headers={"Location": location})


class OneApprovalRequest(Resource):
    """One request, by its integer key or its UUID."""

    reads, writes = "approvals:read", "approvals:write"

    def get(self, request: Request, approval: str) -> HttpResponse:
        """The request and what became of it."""
        return answer(serialize(_find(approval)))


class WithdrawnApprovalRequest(Resource):
    """A request that is taken back."""

    reads, writes = "approvals:read", "approvals:write"

    @once
    def post(self, request: Request, approval: str) -> HttpResponse:
        """Take it back: its links answer nothing any more. 409 when it is decided or over."""
        try:
            row = operations.withdraw(request=_find(approval).pk, actor=actor_of(request))
        except NotPending as exc:
            raise Problem(409, str(exc)) from None
        return answer(serialize(row))


def _find(approval: str) -> ApprovalRequest:
    row = queries.find(approval)
    if row is None:
        raise Problem(404, f"There is no approval request {approval[:60]}.")
    return row


def _states(request: Request) -> list[str]:
    states = [one for one in request.query_params.get("state", "").split(",") if one]
    if unknown := [one for one in states if one not in State.values]:
        raise invalid("state", "invalid_choice", f"Expected {', '.join(State.values)} (got {unknown[0][:40]}).")
    return states


def approval_urls(base: str) -> list[URLPattern]:
    """The routes below ``/api/v1/``."""
    return [
        path(f"{base}contacts/<str:ref>/approval-requests", ApprovalRequests.as_view()),
        path(f"{base}approval-requests/<str:approval>", OneApprovalRequest.as_view()),
        path(f"{base}approval-requests/<str:approval>/withdraw", WithdrawnApprovalRequest.as_view()),
    ]
