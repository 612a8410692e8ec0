"""What stands on each kind of document, as the plain values that the page sets."""

import datetime as dt
from decimal import Decimal
from typing import Any

from msgspec import Struct

from contacts.commerce.orders.record import OrderRecord, PaymentRecord, taxes_of
from contacts.commerce.submissions.record import CaseRecord
from contacts.directory.reading import snapshots
from contacts.files.printouts import options
from contacts.files.printouts.words import WORDS, Words, country, day, money, number
from contacts.options.queries import get
from contacts.record.contact import Address, ContactRecord
from contacts.record.postal import address_lines


class Column(Struct, frozen=True):
    label: str
    right: bool = False
    wide: bool = False


class Table(Struct, frozen=True, kw_only=True):
    columns: list[Column]
    rows: list[list[str]]
    title: str = ""


class Sum(Struct, frozen=True):
    label: str
    amount: str
    strong: bool = False


class Party(Struct, frozen=True):
    name: str
    lines: list[str]


class Document(Struct, frozen=True, kw_only=True):
    """A page's values; every text in it is set as it is."""

    title: str
    language: str
    customer: Party
    seller: Party
    facts: list[tuple[str, str]]
    tables: list[Table]
    of: str
    deliver_to: str
    colour: str
    sums: list[Sum] = []
    delivery: list[str] = []
    footer: list[str] = []


def _document(title: str, language: str, contact: int | None, name: str, **more: Any) -> Document:
    words = WORDS[language]
    vat = get(options.VAT_NUMBER)
    lines = [*str(get(options.ADDRESS)).splitlines(), *([f"{words.vat}: {vat}"] if vat else [])]
    return Document(
        title=title, language=language, customer=_customer(contact, name, language, words),
        seller=Party(get(options.COMPANY), lines), footer=str(get(options.FOOTER)).splitlines(), of=words.of,
        deliver_to=words.deliver_to, colour=get(options.COLOUR_OPTION), **more,
    )  # fmt: skip


def _customer(contact: int | None, name: str, language: str, words: Words) -> Party:
    record = snapshots.records([contact]).get(contact) if contact else None
    if record is None:
        return Party(name, [])
    address = next(iter(sorted(record.addresses, key=lambda one: (not one.is_active, not one.is_primary))), None)
    vat = record.company_profile.vat_number if record.company_profile else ""
    lines = _address(address, language) if address else []
    return Party(_named(record), lines + ([f"{words.vat}: {vat}"] if vat else []))


def _address(of: Address, language: str) -> list[str]:
    words = WORDS[language]
    return address_lines(of, country=country(of.country, language), flat=words.flat, floor=words.floor)


def _named(record: ContactRecord) -> str:
    return record.display_name or record.code


def order(record: OrderRecord, language: str, *, as_invoice: bool) -> Document:
    """An order, or the invoice of it."""
    words = WORDS[language]
    of = record.invoice_number if as_invoice else record.id
    issued = (record.invoice_date or record.created_at) if as_invoice else record.created_at
    facts = [(words.number, str(of)), (words.date, day(issued, language))]
    facts += [(words.ordered, day(record.created_at, language))] if as_invoice else []
    facts += [(words.status, record.status_name)] if record.status_name and not as_invoice else []
    facts += [(words.reference, record.name)] if record.name else []
    facts += [(words.parcel, record.awb_number)] if record.awb_number else []
    return _document(
        f"{words.invoice if as_invoice else words.order} {of}", language, record.contact, record.customer.name,
        facts=facts, tables=[_lines(record, language, words), *_payments(record, language, words)],
        sums=_sums(record, language, words), delivery=_delivery(record, language),
    )  # fmt: skip


def _lines(record: OrderRecord, language: str, words: Words) -> Table:
    columns = [
        Column(words.item, wide=True), Column(words.quantity, right=True), Column(words.price, right=True),
        Column(words.tax, right=True), Column(words.total, right=True),
    ]  # fmt: skip
    rows = [
        [
            line.name or line.entity_type, number(line.quantity, language), number(line.unit_price, language),
            _rate(record.tax.rate if line.tax_rate is None else line.tax_rate, language),
            number(line.total_price, language),
        ]
        for line in record.lines
    ]  # fmt: skip
    return Table(columns=columns, rows=rows)


def _rate(rate: Decimal, language: str) -> str:
    return f"{number(rate, language)}\u00a0%"


def _sums(record: OrderRecord, language: str, words: Words) -> list[Sum]:
    def said(label: str, amount: Decimal, strong: bool = False) -> Sum:
        return Sum(label, money(amount, record.currency, language), strong)

    found = [said(words.subtotal, record.subtotal)]
    if record.discount.cost:
        found.append(said(" ".join(filter(None, (words.discount, record.discount.code))), -record.discount.cost))
    if record.shipping.cost:
        found.append(said(" ".join(filter(None, (words.shipping, record.shipping.name))), record.shipping.cost))
    label = words.inclusive if record.prices_include_tax else " ".join(filter(None, (words.tax, record.tax.code)))
    tax = [said(f"{label} {_rate(each.rate, language)}", each.cost) for each in taxes_of(record)]
    if not record.prices_include_tax:
        found += tax
    if record.gift_voucher.cost:
        found.append(said(words.voucher, -record.gift_voucher.cost))
    found.append(said(words.total, record.total_cost, True))
    found += tax if record.prices_include_tax else []
    if record.amount_paid:
        found += [said(words.paid, record.amount_paid), said(words.pending, record.amount_pending, True)]
    return found


def _delivery(record: OrderRecord, language: str) -> list[str]:
    sent = record.shipping
    town = f"{sent.postal_code} {sent.city}".strip()
    return [line for line in (sent.address, town, sent.state, country(sent.country, language)) if line]


def _payments(record: OrderRecord, language: str, words: Words) -> list[Table]:
    columns = [Column(words.date), Column(words.method, wide=True), Column(words.amount, right=True)]
    rows = [_payment(payment, record.currency, language) for payment in record.payments]
    return [Table(columns=columns, rows=rows, title=words.payments)] if rows else []


def _payment(payment: PaymentRecord, currency: str, language: str) -> list[str]:
    how = " · ".join(filter(None, (payment.payment_type, payment.payment_gateway_type, payment.transaction_id)))
    return [day(payment.created_at, language), how or "–", money(payment.amount_captured, currency, language)]


def receipt(record: OrderRecord, payment: PaymentRecord, language: str) -> Document:
    """What says that one payment came."""
    words = WORDS[language]
    facts = [(words.date, day(payment.created_at, language)), (words.order, f"{record.id} {record.name}".strip())]
    columns = [Column(words.date), Column(words.method, wide=True), Column(words.amount, right=True)]
    total = Sum(words.paid, money(payment.amount_captured, record.currency, language), True)
    return _document(
        f"{words.receipt} {payment.id}", language, record.contact, record.customer.name, facts=facts, sums=[total],
        tables=[Table(columns=columns, rows=[_payment(payment, record.currency, language)])],
    )  # fmt: skip


def request(record: CaseRecord, language: str) -> Document:
    """A case with its answers."""
    words = WORDS[language]
    facts = [(words.number, str(record.id)), (words.date, day(record.created_at, language))]
    facts += [(words.reference, record.form.name)] if record.form.name else []
    rows = [[alias, _answer(value, words)] for alias, value in record.fields.items()]
    table = Table(columns=[Column(words.question), Column(words.answer, wide=True)], rows=rows)
    return _document(
        f"{words.case} {record.id}", language, record.contact, record.customer.name, facts=facts,
        tables=[table] if rows else [],
    )  # fmt: skip


def _answer(value: Any, words: Words) -> str:
    if isinstance(value, list):
        return ", ".join(_answer(one, words) for one in value)
    if isinstance(value, bool):
        return words.yes if value else words.no
    return "" if value is None else str(value)


def made_at(record: OrderRecord | CaseRecord) -> dt.datetime:
    """The time a document tells as its own: when what it shows was last changed."""
    return record.updated_at
