"""The words, numbers and dates of printed documents in the languages they come in."""

import datetime as dt
import gettext
from decimal import Decimal
from functools import cache

import pycountry
from django.utils import formats, timezone, translation
from msgspec import Struct

LANGUAGES = ("en", "el", "de", "fr", "es")
# Preferred languages of contacts (ISO 639-2) → the language of a document; any other gets English.
OF_CONTACT = {"ENG": "en", "ELL": "el", "DEU": "de", "FRA": "fr", "SPA": "es"}
DJANGO = {"en": "en-gb"}  # day before month, as everywhere but in one country


class Words(Struct, frozen=True, kw_only=True):
    """The labels of one language."""

    order: str
    invoice: str
    receipt: str
    case: str
    number: str
    date: str
    ordered: str
    status: str
    reference: str
    shipping: str
    parcel: str
    vat: str
    item: str
    quantity: str
    price: str
    tax: str
    total: str
    subtotal: str
    discount: str
    voucher: str
    inclusive: str
    paid: str
    pending: str
    payments: str
    method: str
    amount: str
    question: str
    answer: str
    of: str
    deliver_to: str
    flat: str
    floor: str
    yes: str
    no: str


WORDS: dict[str, Words] = {
    "en": Words(
        order="Order", invoice="Invoice", receipt="Receipt", case="Request", number="Number", date="Date",
        ordered="Ordered on", status="Status", reference="Reference", shipping="Shipping", parcel="Parcel number",
        vat="VAT number", item="Item", quantity="Quantity", price="Unit price", tax="Tax", total="Total",
        subtotal="Subtotal", discount="Discount", voucher="Gift voucher", inclusive="of which tax", paid="Paid",
        pending="To pay", payments="Payments", method="Method", amount="Amount", question="Field", answer="Answer",
        of="of", deliver_to="Deliver to", flat="flat", floor="floor", yes="Yes", no="No",
    ),
    "el": Words(
        order="Παραγγελία", invoice="Τιμολόγιο", receipt="Απόδειξη", case="Αίτημα", number="Αριθμός",
        date="Ημερομηνία", ordered="Ημερομηνία παραγγελίας", status="Κατάσταση", reference="Αναφορά",
        shipping="Αποστολή", parcel="Αριθμός δέματος", vat="ΑΦΜ", item="Είδος", quantity="Ποσότητα",
        price="Τιμή μονάδας", tax="Φόρος", total="Σύνολο", subtotal="Μερικό σύνολο", discount="Έκπτωση",
        voucher="Δωροεπιταγή", inclusive="εκ των οποίων φόρος", paid="Πληρωμένο", pending="Υπόλοιπο",
        payments="Πληρωμές", method="Τρόπος", amount="Ποσό", question="Πεδίο", answer="Απάντηση", of="από",
        deliver_to="Παράδοση σε", flat="διαμέρισμα", floor="όροφος", yes="Ναι", no="Όχι",
    ),
    "de": Words(
        order="Bestellung", invoice="Rechnung", receipt="Quittung", case="Anfrage", number="Nummer", date="Datum",
        ordered="Bestellt am", status="Status", reference="Referenz", shipping="Versand", parcel="Sendungsnummer",
        vat="USt-IdNr.", item="Artikel", quantity="Menge", price="Einzelpreis", tax="Steuer", total="Gesamtbetrag",
        subtotal="Zwischensumme", discount="Rabatt", voucher="Gutschein", inclusive="darin Steuer", paid="Bezahlt",
        pending="Zu zahlen", payments="Zahlungen", method="Zahlungsart", amount="Betrag", question="Feld",
        answer="Antwort", of="von", deliver_to="Lieferung an", flat="Wohnung", floor="Stock", yes="Ja", no="Nein",
    ),
    "fr": Words(
        order="Commande", invoice="Facture", receipt="Reçu", case="Demande", number="Numéro", date="Date",
        ordered="Commandé le", status="État", reference="Référence", shipping="Livraison", parcel="Numéro de colis",
        vat="Numéro de TVA", item="Article", quantity="Quantité", price="Prix unitaire", tax="Taxe", total="Total",
        subtotal="Sous-total", discount="Remise", voucher="Bon cadeau", inclusive="dont taxe", paid="Payé",
        pending="Reste à payer", payments="Paiements", method="Mode", amount="Montant", question="Champ",
        answer="Réponse", of="sur", deliver_to="Livrer à", flat="appartement", floor="étage", yes="Oui", no="Non",
    ),
    "es": Words(
        order="Pedido", invoice="Factura", receipt="Recibo", case="Solicitud", number="Número", date="Fecha",
        ordered="Pedido el", status="Estado", reference="Referencia", shipping="Envío", parcel="Número de paquete",
        vat="NIF-IVA", item="Artículo", quantity="Cantidad", price="Precio unitario", tax="Impuesto", total="Total",
        subtotal="Subtotal", discount="Descuento", voucher="Vale regalo", inclusive="impuestos incluidos",
        paid="Pagado", pending="Por pagar", payments="Pagos", method="Forma de pago", amount="Importe",
        question="Campo", answer="Respuesta", of="de", deliver_to="Entregar a", flat="piso", floor="planta",
        yes="Sí", no="No",
    ),
}  # fmt: skip


def money(amount: Decimal, currency: str, language: str) -> str:
    """``1,234.50 EUR`` as the language writes it; amounts come with their currency's decimals."""
    return f"{number(amount, language)}\u00a0{currency}"


def number(value: Decimal, language: str) -> str:
    """A number with the language's separators, and the decimals it has."""
    places = max(-int(value.as_tuple().exponent), 0)
    with translation.override(DJANGO.get(language, language)):
        return str(formats.number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True))


def day(value: dt.datetime, language: str) -> str:
    """A day as the language writes it out."""
    with translation.override(DJANGO.get(language, language)):
        return str(formats.date_format(timezone.localtime(value).date(), "DATE_FORMAT", use_l10n=True))


def country(code: str | None, language: str) -> str:
    """A country's name in the language; empty for none."""
    row = pycountry.countries.get(alpha_2=code) if code else None
    if row is None:
        return ""
    name = str(getattr(row, "common_name", row.name))
    return _countries(language).gettext(name)


@cache
def _countries(language: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True)
