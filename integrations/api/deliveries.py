"""What other systems were told, are being told, and could not be told."""

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from contacts.api.protocol.authentication import actor_of
from contacts.api.protocol.bodies import answer
from contacts.api.protocol.paging import id_asked, page_of, refuse_unknown
from contacts.api.protocol.problems import Problem
from contacts.api.protocol.repeats import once
from contacts.api.protocol.views import Resource
from contacts.api.shapes import Page
from contacts.record.errors import Invalid, invalid
from integrations.api.connections import READS, WRITES
from integrations.api.shapes import AttemptShown, DeliveryShown, DeliveryWithTries
from integrations.outbox import operations
from integrations.outbox.models import Delivery, State

FILTERS = ("connection", "contact", "state")


def serialize(row: Delivery) -> DeliveryShown:
    """A delivery as callers read it."""
    return DeliveryShown(**_fields(row))


def _fields(row: Delivery) -> dict[str, Any]:
    rows = {"connection": row.connection_id, "contact": row.contact_id}
    own = {name: getattr(row, name) for name in DeliveryShown.__struct_fields__ if name not in rows}
    return own | rows | {"uuid": str(row.uuid)}


class Deliveries(Resource):
    """All deliveries."""

    reads, writes = READS, WRITES

    def get(self, request: Request) -> HttpResponse:
        """A page of deliveries, newest first; of one connection, one contact, or in one state."""
        refuse_unknown(request, ("limit", "after", *FILTERS))
        state = request.GET.get("state", "")
        if state and state not in State.values:
            raise invalid("state", "invalid_choice", f"Expected one of {', '.join(State.values)}.")
        rows = Delivery.objects.order_by("-pk")
        for name in ("connection", "contact"):
            if request.GET.get(name):
                rows = rows.filter(**{f"{name}_id": id_asked(request, name)})
        rows = rows.filter(state=state) if state else rows
        page, following = page_of(request, rows)
        return answer(Page([serialize(row) for row in page], following))


class OneDelivery(Resource):
    """One delivery."""

    reads, writes = READS, WRITES

    def get(self, request: Request, pk: int) -> HttpResponse:
        """The delivery with each of its tries."""
        row = _one(pk)
        tries = [AttemptShown(one.at, one.ms, one.status, one.error) for one in row.tries.all()[:100]]
        return answer(DeliveryWithTries(**_fields(row), tries=tries))


class Replay(Resource):
    """Sending again."""

    reads = writes = WRITES

    @once
    def post(self, request: Request, pk: int) -> HttpResponse:
        """Have it sent again at once, with the contact as it now is; 409 while it waits or is on its way."""
        try:
            return answer(serialize(operations.replay(delivery=_one(pk).pk, actor=actor_of(request))))
        except Invalid as exc:
            raise Problem(409, exc.errors[0].message) from None


def _one(pk: int) -> Delivery:
    found = Delivery.objects.filter(pk=pk).first()
    if found is None:
        raise Problem(404, f"There is no delivery {pk}.")
    return found
