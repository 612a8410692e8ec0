"""The contacts behind orders, cases and bookings: found when something begins, masked when they are gone."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import F

from contacts.commerce.models import Booking, Case, Kept, Order, Payment
from contacts.directory.commands import NotFound, Stale
from contacts.directory.models import Contact
from contacts.history.actor import Actor

Row = TypeVar("Row", bound=Kept)
KEPT: tuple[type[Kept], ...] = (Order, Case, Booking)
BLANK_ORDER = (
    "shipping_name", "shipping_address", "shipping_city", "shipping_state", "shipping_postal_code", "tracking_url",
    "awb_number",
)  # fmt: skip


class Overtaken(Stale):
    """What was to be changed has changed since the caller read it; ``current`` is its revision now."""

    def __init__(self, noun: str, current: int) -> None:
        super().__init__(current)
        self.args = (f"The {noun} is at revision {current} now. Read it again and repeat the change.",)


def require(contact: int) -> None:
    """Raise ``NotFound`` unless there is such a contact."""
    if not Contact.objects.filter(pk=contact).exists():
        raise NotFound(f"There is no contact {contact}.")


def locked(model: type[Row], id_: int, *, revision: int | None) -> Row:
    """The row, held until the transaction ends; raises ``NotFound``, and ``Overtaken`` at another revision."""
    noun = str(model._meta.verbose_name)
    row = model._default_manager.select_for_update().filter(pk=id_).first() if abs(id_) < 2**63 else None
    if row is None:
        raise NotFound(f"There is no {noun} {id_}.")
    if revision is not None and revision != row.revision:
        raise Overtaken(noun, row.revision)
    return row


def masked(text: str) -> str:
    """``t***`` of every word, and an address as ``t***@example…``: enough to recognise, not enough to reach."""
    name, at, domain = text.partition("@")
    words = " ".join(f"{word[0]}***" for word in name.split())
    return f"{words}@{domain.rpartition('.')[0] or domain}…" if at else words


def part_with(*, contact: int, actor: Actor) -> int:
    """Keep what books must keep of a contact who goes, and nothing that tells who it was; return how many rows.

    Within the caller's transaction. Sums, dates and product names stay; answers of forms, notes and where a parcel
    went do not.
    """
    name, email = _known_as(contact)
    gone: dict[str, Any] = {
        "contact": None, "customer_name": masked(name), "customer_email": masked(email), "custom": {},
        "revision": F("revision") + 1,
    }  # fmt: skip
    Payment.objects.filter(order__contact_id=contact).update(notes="", gateway_reason="")
    count = Order.objects.filter(contact_id=contact).update(**gone, **dict.fromkeys(BLANK_ORDER, ""))
    for model in (Case, Booking):
        count += model._default_manager.filter(contact_id=contact).update(**gone, fields={})
    return count


def _known_as(contact: int) -> tuple[str, str]:
    rows = Contact.objects.filter(pk=contact).order_by("-emails__is_primary")
    name, email = rows.values_list("display_name", "emails__email").first() or ("", "")
    return name, email or ""


def hand_over(*, of: list[int], to: int, actor: Actor) -> dict[str, list[tuple[int, int]]]:
    """Make what belongs to the contacts ``of`` that of ``to``, as in a merge, within the caller's transaction.

    Return (id, whose it was) by kind, which is what ``take_back`` needs.
    """
    moved = {}
    for model in KEPT:
        rows = model._default_manager.select_for_update().filter(contact_id__in=of)
        pairs = list(rows.values_list("pk", "contact_id"))
        model._default_manager.filter(pk__in=[pk for pk, _ in pairs]).update(contact_id=to, revision=F("revision") + 1)
        moved[str(model._meta.model_name)] = pairs
    return moved


def take_back(*, moved: Mapping[str, Sequence[tuple[int, int]]], actor: Actor) -> None:
    """Undo ``hand_over``; what has found yet another contact meanwhile, or none, is left where it is."""
    for model in KEPT:
        owners: dict[int, list[int]] = {}
        for pk, contact in moved.get(str(model._meta.model_name), ()):
            owners.setdefault(contact, []).append(pk)
        for contact, ids in owners.items():
            rows = model._default_manager.filter(pk__in=ids, contact__isnull=False)
            rows.update(contact_id=contact, revision=F("revision") + 1)
