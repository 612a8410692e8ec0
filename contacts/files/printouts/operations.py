"""Making a document; ``queries`` tells which there are."""

from typing import Literal

import msgspec

from contacts.commerce.models import Payment
from contacts.commerce.orders import queries as orders
from contacts.commerce.orders.record import OrderRecord
from contacts.commerce.submissions import queries as submissions
from contacts.commerce.submissions.record import CaseRecord
from contacts.directory.commands import NotFound
from contacts.files.printouts import layout
from contacts.files.printouts.layout import Document
from contacts.files.printouts.typesetting import pdf
from contacts.files.printouts.words import LANGUAGES
from contacts.record.errors import invalid

EntityType = Literal["ORDERS", "INVOICE", "PAYMENT", "SERVICE_REQUEST"]
ENTITY_TYPES: tuple[EntityType, ...] = ("ORDERS", "INVOICE", "PAYMENT", "SERVICE_REQUEST")


def render(entity_type: EntityType, id_: int, language: str = "en") -> bytes:
    """The PDF of an order, its invoice, a payment of it or a case, by id; the same bytes while nothing changes.

    Raises ``NotFound``, and ``Invalid`` at ``entity_type``, at ``language``, or for an order without an invoice.
    """
    if language not in LANGUAGES:
        raise invalid("language", "invalid_choice", f"Expected one of {', '.join(LANGUAGES)}.")
    if entity_type == "PAYMENT":
        return _receipt(id_, language)
    if entity_type == "SERVICE_REQUEST":
        case = submissions.case(id_)
        if case is None:
            raise NotFound(f"There is no case {id_}.")
        return _set(layout.request(case, language), case)
    if entity_type not in ENTITY_TYPES:
        raise invalid("entity_type", "invalid_choice", f"Expected one of {', '.join(ENTITY_TYPES)}.")
    return _order(id_, language, as_invoice=entity_type == "INVOICE")


def _order(id_: int, language: str, *, as_invoice: bool) -> bytes:
    record = orders.record(id_)
    if record is None:
        raise NotFound(f"There is no order {id_}.")
    if as_invoice and record.invoice_number is None:
        raise invalid("entity_type", "no_invoice", "This order has no invoice number yet. Issue its invoice first.")
    return _set(layout.order(record, language, as_invoice=as_invoice), record)


def _receipt(id_: int, language: str) -> bytes:
    of = Payment.objects.filter(pk=id_).values_list("order_id", flat=True).first() if abs(id_) < 2**63 else None
    record = orders.record(of) if of else None
    payment = next((one for one in record.payments if one.id == id_), None) if record else None
    if record is None or payment is None:
        raise NotFound(f"There is no payment {id_}.")
    return _set(layout.receipt(record, payment, language), record)


def _set(document: Document, record: OrderRecord | CaseRecord) -> bytes:
    return pdf(msgspec.to_builtins(document), made_at=layout.made_at(record))
