"""One of everything that a contact may have, made as the rooms make it."""

from typing import Any, NamedTuple

from django.core.files.base import ContentFile

from contacts.access.accounts import operations as accounts
from contacts.access.accounts.models import Account
from contacts.access.caller import Caller
from contacts.access.sessions import operations as signing
from contacts.approvals import operations as approvals
from contacts.approvals.models import ApprovalRequest
from contacts.commerce.models import Booking, Case, Order
from contacts.commerce.orders import operations as orders
from contacts.commerce.orders.patch import PaymentPatch
from contacts.consents import operations as consents
from contacts.consents.preferences import operations as preferences
from contacts.directory import operations as directory
from contacts.files import operations as files
from contacts.files.models import StoredFile
from contacts.history.actor import Actor
from contacts.lookups.models import Organisation
from contacts.messages import operations as messages
from contacts.messages.models import Communication
from contacts.privacy import operations as privacy
from contacts.privacy.models import Package
from contacts.record.parsing.parse import parse_as, parse_patch
from contacts.zones.models import Zone
from tests.contacts.commerce.making import booking, case, order

ADA = Actor(kind="staff", id=1, label="Ada King", door="desk")
MALLORY = "mallory@example.org"


class Things(NamedTuple):
    """What was made for one contact."""

    contact: int
    account: Account
    order: Order
    payment: int
    case: Case
    booking: Booking
    message: Communication
    file: StoredFile
    own_file: StoredFile
    preference: int
    package: Package
    approval: ApprovalRequest
    session: int
    emails: int
    phones: int
    addresses: int


def everything(contact: int, account: Account, n: int = 0) -> Things:
    """One of each for ``contact``; ``n`` tells several apart."""
    organisation, _ = Organisation.objects.get_or_create(name=f"Harbour {n}")
    zone, _ = Zone.objects.get_or_create(name=f"Members {n}")
    record = directory.update(contact=contact, patch=parse_patch(_parts(organisation.pk, zone.pk, n)), actor=ADA).record
    bought = order(contact, name=f"Chairs {n}")
    paid = orders.pay(order=bought.pk, values=parse_as(PaymentPatch, {"amount": "10", "status": "OK"}), actor=ADA)[1]
    orders.issue_invoice(order=bought.pk, actor=ADA)
    consents.record(contact=contact, purpose="marketing", channel="EMAIL", state="ACCEPTED", actor=ADA, comment="Yes")
    liked = preferences.prefer_organisation(contact=contact, organisation=organisation.pk, type="ORDERS", actor=ADA)
    begun = signing.begin(account=account, kind="BROWSER", caller=Caller(ip="192.0.2.7"), method="password")
    return Things(
        contact, account, bought, paid.pk, case(contact, form={"name": f"Question {n}"}, fields={"text": "Why?"}),
        booking(contact, event={"name": f"Regatta {n}"}, allocation=2), message(contact, subject=f"Hello {n}"),
        file(contact, f"terms {n}.txt"), file(contact, f"letter {n}.txt", from_contact=True), liked.pk,
        _copy(contact), approvals.ask(contact=contact, title=f"Terms {n}", actor=ADA), begun.session.pk,
        record.emails[-1].id, record.phones[-1].id, record.addresses[-1].id,
    )  # fmt: skip


def _parts(organisation: int, zone: int, n: int) -> dict[str, Any]:
    return {
        "emails": [{"email": f"other{n}@example.org", "type": "BUSINESS"}],
        "phones": [{"number": f"+3579912345{n}"}],
        "addresses": [{"street_name": "Quay", "street_number": str(n + 1), "town": "Limassol", "country": "CY"}],
        "affiliations": [{"organisation": organisation}], "zones": [{"id": zone}],
    }  # fmt: skip


def message(contact: int, **said: Any) -> Communication:
    """A message that was sent in the app."""
    told = {"subject": "Hello", "content": "The harbour is open.", "channel": "INAPP", "actor": ADA} | said
    return messages.send(contact=contact, **told)


def file(contact: int, name: str = "terms.txt", **more: Any) -> StoredFile:
    """A small text."""
    return files.keep(contact=contact, name=name, content=ContentFile(name.encode()), actor=ADA, **more)


def _copy(contact: int) -> Package:
    package = privacy.ask(contact=contact, actor=ADA)
    privacy.make(package.pk)
    package.refresh_from_db()
    return package


def mallory() -> Things:
    """Somebody else, who has one of everything too."""
    patch = parse_patch({"first_name": "Mallory", "last_name": "Vane", "emails": [{"email": MALLORY}]})
    contact = directory.create(patch=patch, actor=ADA).record.id
    account = accounts.set_identity(contact=contact, actor=ADA, username=MALLORY, password="four blunt oars row")
    return everything(contact, account, 7)
