"""What the contact is asked to approve: answered signed in, or by the token of a mailed link."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from contacts.access.errors import Gone
from contacts.approvals import operations as approvals
from contacts.approvals import queries
from contacts.approvals.models import ApprovalRequest, How
from contacts.history.actor import Actor
from integrations.dialects.crmcom_selfservice import errors
from integrations.dialects.crmcom_selfservice.table import NAME
from integrations.dialects.crmcom_selfservice.views.base import SelfService
from integrations.dialects.crmcom_selfservice.whose import as_uuid
from integrations.dialects.crmcom_selfservice.words import reading
from integrations.dialects.crmcom_selfservice.words.spelling import STATES, approval, listed
from integrations.wire.inbound import bodies

SORTS = {"CREATED_DATE": "CREATED", "UPDATED_DATE": "UPDATED", "NAME": "NAME", "SCHEDULED_DATE": "SCHEDULED"}
ANSWERS = {"ACCEPT": True, "APPROVE": True, "REJECT": False}
MOST_ASKED = 2_000
OURS = {theirs: ours for ours, theirs in STATES.items()} | {"ACCEPTED": "ACCEPTED"}


class Approvals(SelfService):
    """``/contacts/{id}/approval_requests``."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        """A page of them, the newest first."""
        self.own(ref)
        page, now = reading.page(request.GET, tuple(SORTS)), timezone.now()
        states = [OURS[reading.choice({"state": one}, "state", tuple(OURS))] for one in _several(request, "state")]
        rows = queries.of_contact(
            self.contact, states=states, entity_types=_several(request, "entity_types"), order=SORTS[page.sort],
            descending=page.descending, now=now,
        ).filter(scheduled_at__lte=now)  # fmt: skip
        return bodies.answer(listed([approval(row, now=now) for row in rows[page.rows]], page, rows.count()))


class Actions(SelfService):
    """``/approval_requests/{id}/actions``: one address for two protocols, told apart by the body."""

    proofs = ()

    def post(self, request: HttpRequest, ref: str) -> HttpResponse:
        """With ``token`` whoever has the link decides; with ``action`` the contact that is signed in."""
        data = bodies.read_object(request, form=True)
        if data.get("token") not in (None, ""):
            return self._by_link(ref, data)
        self.sign_in(request)
        accept = ANSWERS[reading.choice(data, "action", tuple(ANSWERS))]
        row = _named(ref)
        if row is None or row.contact_id != self.contact:
            raise errors.not_found("approval_request", ref)
        try:
            approvals.decide(
                request=row.pk, contact=self.contact, accept=accept, how=How.API, actor=self.owner.actor(),
                comments=reading.text(data, "comments", most=reading.MOST_TEXT),
            )  # fmt: skip
        except approvals.NotPending as exc:
            raise errors.told(400, "invalid", str(exc), ["approval_request", ref[:100]]) from None
        return bodies.answer({"id": str(row.uuid)})

    def _by_link(self, ref: str, data: dict[str, Any]) -> HttpResponse:
        """A page for whoever followed a link; it names nobody."""
        accept = ANSWERS[reading.choice(data, "response", tuple(ANSWERS))]
        row = _named(ref)
        if row is None:
            raise Gone
        actor = Actor(kind="contact", id=row.contact_id, label="Customer", door="dialect", door_detail=NAME)
        decided = approvals.decide_by_link(
            token=reading.text(data, "token"), accept=accept, actor=actor, request=row.pk,
            comments=reading.text(data, "comments", most=reading.MOST_TEXT),
        )  # fmt: skip
        return HttpResponse(render_to_string("dialects/decided.html", {"title": decided.title, "accepted": accept}))


def _named(ref: str) -> ApprovalRequest | None:
    asked = as_uuid(ref)
    return queries.find(str(asked)) if asked else None


def _several(request: HttpRequest, name: str) -> list[str]:
    """Values that are repeated or have commas between them; raises ``Misread``."""
    texts = request.GET.getlist(name)
    if sum(map(len, texts)) > MOST_ASKED or any("\x00" in text for text in texts):
        raise reading.misread(name, "invalid", f"Expected words with commas, at most {MOST_ASKED} characters.")
    return [word.strip().upper() for text in texts for word in text.split(",") if word.strip()]
