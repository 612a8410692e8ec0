"""Orders with their lines and payments; sums are ours, and a PATCH takes back what a GET gave."""

from django.http import HttpResponse
from rest_framework.request import Request

from contacts.api.protocol import conditions
from contacts.api.protocol.authentication import actor_of
from contacts.api.protocol.bodies import answer, read_json
from contacts.api.protocol.paging import refuse_unknown
from contacts.api.protocol.problems import Problem
from contacts.api.protocol.repeats import once
from contacts.api.protocol.views import Resource
from contacts.api.resources.commerce import lists
from contacts.api.resources.contacts import id_named
from contacts.commerce.orders import operations, queries
from contacts.commerce.orders.patch import OrderPatch, PaymentPatch
from contacts.commerce.orders.record import OrderRecord, records
from contacts.files.printouts.operations import render
from contacts.files.printouts.queries import language_of
from contacts.record.errors import invalid
from contacts.record.parsing.parse import parse_as
from contacts.tables.rowids import is_row_id

OWN = ("payment_state", "status")


class Commerce(Resource):
    """What orders, cases and bookings share: their scopes."""

    reads = "commerce:read"
    writes = "commerce:write"


class Orders(Commerce):
    """Orders, of one contact where the path names it."""

    def get(self, request: Request, ref: str | None = None) -> HttpResponse:
        """A page of orders, newest first; deleted ones only when asked."""
        rows = lists.of(queries.orders(), ref)
        if state := request.query_params.get("payment_state", ""):
            if state not in queries.STATES:
                raise invalid("payment_state", "invalid_choice", f"Expected one of {', '.join(queries.STATES)}.")
            rows = rows.filter(payment_state=state)
        if status := request.query_params.get("status", ""):
            if not is_row_id(status):
                raise invalid("status", "invalid", "Expected the id of an order status.")
            rows = rows.filter(status=int(status))
        return lists.page(request, rows, records, own=OWN)


class OrdersOfContact(Orders):
    """The orders of one contact."""

    @once
    def post(self, request: Request, ref: str) -> HttpResponse:
        """A new order with its lines and payments: 201."""
        values = parse_as(OrderPatch, read_json(request))
        order = operations.create(contact=id_named(ref), values=values, actor=actor_of(request))
        location = request.build_absolute_uri(f"/api/v1/orders/{order.pk}")
        return _answered(order.pk, status=201, headers={"Location": location})


class OneOrder(Commerce):
    """One order; a deleted one is there too."""

    def get(self, request: Request, pk: int) -> HttpResponse:
        """The whole order, with its revision as ETag; 304 when the caller has that already."""
        refuse_unknown(request, ())
        record = _record(pk)
        tag = conditions.etag(record.revision)
        if conditions.is_known(request, tag):
            return HttpResponse(status=304, headers={"ETag": tag})
        return answer(record, headers={"ETag": tag})

    @once
    def patch(self, request: Request, pk: int) -> HttpResponse:
        """Change what is named; a line or payment is added without its id, changed with it, or removed."""
        revision = conditions.revision_asked(request, required=False)
        values = parse_as(OrderPatch, read_json(request))
        operations.update(order=pk, values=values, actor=actor_of(request), revision=revision)
        return _answered(pk)

    @once
    def delete(self, request: Request, pk: int) -> HttpResponse:
        """Put the order away: 204; ``restore`` brings it back."""
        revision = conditions.revision_asked(request, required=False)
        operations.delete(order=pk, actor=actor_of(request), revision=revision)
        return HttpResponse(status=204)


class RestoredOrder(Commerce):
    """A deleted order, brought back."""

    @once
    def post(self, request: Request, pk: int) -> HttpResponse:
        """Bring the order back."""
        operations.restore(
            order=pk, actor=actor_of(request), revision=conditions.revision_asked(request, required=False)
        )
        return _answered(pk)


class Payments(Commerce):
    """The payments of one order."""

    @once
    def post(self, request: Request, pk: int) -> HttpResponse:
        """Record one payment: 201 with the whole order."""
        values = parse_as(PaymentPatch, read_json(request))
        revision = conditions.revision_asked(request, required=False)
        operations.pay(order=pk, values=values, actor=actor_of(request), revision=revision)
        return _answered(pk, status=201)


class Invoices(Commerce):
    """The invoice of one order."""

    @once
    def post(self, request: Request, pk: int) -> HttpResponse:
        """Give the order the next invoice number, unless it has one."""
        operations.issue_invoice(order=pk, actor=actor_of(request))
        return _answered(pk)


class OrderPrintout(Commerce):
    """An order on paper."""

    def get(self, request: Request, pk: int) -> HttpResponse:
        """The order as PDF, or with ``?type=INVOICE`` its invoice; ``?language=`` is the contact's own when absent."""
        refuse_unknown(request, ("type", "language"))
        kind = request.query_params.get("type", "ORDERS")
        if kind not in ("ORDERS", "INVOICE"):
            raise invalid("type", "invalid_choice", "Expected ORDERS or INVOICE.")
        record = _record(pk)
        language = request.query_params.get("language", "") or language_of(record.contact)
        return printed(render("INVOICE" if kind == "INVOICE" else "ORDERS", pk, language), f"{kind.lower()}-{pk}")


def printed(pdf: bytes, name: str) -> HttpResponse:
    """A document for its reader alone, never kept on the way."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _record(pk: int) -> OrderRecord:
    record = queries.record(pk)
    if record is None:
        raise Problem(404, f"There is no order {pk}.")
    return record


def _answered(pk: int, *, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    record = _record(pk)
    return answer(record, status=status, headers={"ETag": conditions.etag(record.revision), **(headers or {})})
