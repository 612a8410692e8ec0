"""Orders, invoices, receipts and requests on paper: GET gives the PDF, POST has it mailed."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts.files.printouts.operations import EntityType, render
from contacts.files.storage.storing import StorageAway
from contacts.messages import printing
from contacts.portal.frame.language import language_of
from contacts.portal.frame.pages import notice
from contacts.portal.own import OwnRequest, actor_of
from contacts.portal.trade.lists import case_title
from contacts.portal.trade.pages import own_case, own_order
from contacts.record.errors import Invalid

READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])


@READ_AND_SEND
def print_order(request: OwnRequest, order: UUID) -> HttpResponse:
    """The order."""
    found = own_order(request.contact, order)
    return _printed(request, "ORDERS", found.id, _("Order %(number)d") % {"number": found.id}, "portal:order", order)


@READ_AND_SEND
def print_invoice(request: OwnRequest, order: UUID) -> HttpResponse:
    """Its invoice, when one was issued."""
    found = own_order(request.contact, order)
    if found.invoice_number is None:
        raise Http404
    name = _("Invoice %(number)d") % {"number": found.invoice_number}
    return _printed(request, "INVOICE", found.id, name, "portal:order", order)


@READ_AND_SEND
def print_receipt(request: OwnRequest, order: UUID, payment: int) -> HttpResponse:
    """The receipt for one of its payments."""
    found = own_order(request.contact, order)
    if payment not in {one.id for one in found.payments}:
        raise Http404
    return _printed(request, "PAYMENT", payment, _("Receipt %(number)d") % {"number": payment}, "portal:order", order)


@READ_AND_SEND
def print_case(request: OwnRequest, case: UUID) -> HttpResponse:
    """A request."""
    row = own_case(request.contact, case)
    return _printed(request, "SERVICE_REQUEST", row.pk, f"{case_title(row)} {row.pk}", "portal:case", case)


def _printed(
    request: OwnRequest, entity_type: EntityType, id_: int, what: str, page: str, key: UUID
) -> HttpResponse:  # fmt: skip
    if request.method == "POST":
        try:
            printing.mail(contact=request.contact, entity_type=entity_type, id_=id_, what=what, actor=actor_of(request))
            notice(request, _("It is on its way to your email address."))
        except (Invalid, StorageAway):
            notice(request, _("It could not be sent now. Download it, or try again later."), tone="warn")
        return redirect(page, key)
    pdf = render(entity_type, id_, language_of(request))
    headers = {"Content-Disposition": content_disposition_header(True, f"{what}.pdf") or "attachment"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers | {"X-Content-Type-Options": "nosniff"})
