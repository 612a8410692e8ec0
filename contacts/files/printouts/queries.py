"""Which documents there are of a contact, and in which language a contact would read them."""

from msgspec import Struct

from contacts.commerce.models import Case, Order, Payment
from contacts.directory.models import Contact
from contacts.files.printouts.operations import EntityType
from contacts.files.printouts.words import OF_CONTACT


class Printable(Struct, frozen=True):
    """One document that can be made: ``render(entity_type, id)``."""

    entity_type: EntityType
    id: int
    name: str


def printable(contact: int, *, most: int = 100) -> list[Printable]:
    """The documents of a contact's newest orders, payments and cases, at most ``most`` of each, in three statements."""
    orders = Order.objects.filter(contact_id=contact, is_deleted=False).order_by("-id")[:most]
    payments = Payment.objects.filter(order__contact_id=contact, order__is_deleted=False).order_by("-id")
    cases = Case.objects.filter(contact_id=contact, is_deleted=False).order_by("-id")[:most]
    found: list[Printable] = []
    for order in orders:
        found.append(Printable("ORDERS", order.pk, str(order)))
        if order.invoice_number is not None:
            found.append(Printable("INVOICE", order.pk, str(order)))
    for payment, name in payments.values_list("pk", "order__name")[:most]:
        found.append(Printable("PAYMENT", payment, name))
    return [*found, *(Printable("SERVICE_REQUEST", case.pk, str(case)) for case in cases)]


def language_of(contact: int | None) -> str:
    """The language of a contact's documents; English where theirs is not one of ours."""
    code = Contact.objects.filter(pk=contact).values_list("language", flat=True).first() if contact else ""
    return OF_CONTACT.get(code or "", "en")
