"""What programs of other systems ask for: lists of 100 people, and of the one that has no list a person."""

import base64
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from contacts.access.accounts.models import Account
from contacts.access.accounts.operations import set_identity
from contacts.access.apps.operations import issue as issue_app
from contacts.access.caller import Caller
from contacts.access.sessions.models import Kind
from contacts.access.sessions.operations import begin
from contacts.directory import operations as door
from contacts.directory.models import Contact
from contacts.history.actor import Actor
from contacts.lookups.models import Organisation
from contacts.record.parsing.parse import parse_patch
from integrations.credentials.models import Credential
from integrations.credentials.operations import MOST_PER_MINUTE, issue
from integrations.credentials.queries import caller_of
from integrations.credentials.tokens import issue_token
from tests.benchmarks.cases import Case, new_contact
from tests.benchmarks.measuring import Request

ACTOR = Actor(kind="command", label="benchmark", door="command")
SHARED = "everybody@example.org"
HUNDRED = 100


def dialects() -> list[Case]:
    """A case for each dialect."""
    organisation = _hundred()
    found = []
    for name, asked in LISTS:
        row, secret = issue(dialect=name, name="benchmark", actor=ACTOR, per_minute=MOST_PER_MINUTE)
        found.append(Case(f"{name}: list of 100 people", [asked(row, secret, organisation)], [], remembered=True))
    return [*found, Case("crmcom_selfservice: one person", [_selfservice()], [])]


def _hundred() -> int:
    """The organisation of a hundred people who share an address: two dialects list by no less."""
    organisation, _ = Organisation.objects.get_or_create(name="Everybody")
    there = Contact.objects.filter(emails__email=SHARED).count()
    for number in range(there, HUNDRED):
        new = new_contact(number)
        shared = {"emails": [*new["emails"], {"email": SHARED}], "affiliations": [{"organisation": organisation.pk}]}
        door.create(patch=parse_patch(new | shared), actor=ACTOR)
    return organisation.pk


def administrate(row: Credential, secret: str, organisation: int = 0) -> Request:
    """The first hundred of everybody."""
    name = base64.b64encode(f"{row.username}:{secret}".encode()).decode()
    return Request("GET", "/api/v2/crm/contacts?_limit=100", (("Authorization", f"Basic {name}"),))


def _classic(row: Credential, secret: str, organisation: int) -> Request:
    token = issue_token(caller=caller_of(row), lifetime=timedelta(days=1))
    question = urlencode({"token": token, "email_address": SHARED})
    return Request("GET", f"/crmapi/rest/v2/contact_information/list?{question}")


def _webinone(row: Credential, secret: str, organisation: int) -> Request:
    return Request("GET", "/api/v2/admin/contacts?Limit=100", (("Authorization", f"Bearer {row.username}.{secret}"),))


def _lightening(row: Credential, secret: str, organisation: int) -> Request:
    return Request("GET", f"/contact?customer_id={organisation}", (("Authorization", f"{row.username}.{secret}"),))


def _selfservice() -> Request:
    contact = Contact.objects.filter(emails__email=SHARED).order_by("pk")[0]
    name = f"benchmark-{contact.pk}@example.org"
    if not Account.objects.filter(contact=contact).exists():
        set_identity(contact=contact.pk, actor=ACTOR, username=name, password="a sentence for measuring")
    account = Account.objects.get(contact=contact)
    app, key = issue_app(name="benchmark", actor=ACTOR, per_minute=MOST_PER_MINUTE)
    begun = begin(account=account, kind=Kind.PROGRAM, caller=Caller(ip="127.0.0.1"), method="password", app=app)
    assert begun.tokens is not None
    headers = (("api_key", key), ("auth_token", begun.tokens.access))
    return Request("GET", f"/self-service/v1/contacts/{account.uuid}", headers)


# A dialect's name, and what is asked of it with a credential, its secret and the organisation of a hundred people.
LISTS: tuple[tuple[str, Callable[[Credential, str, int], Request]], ...] = (
    ("administrate", administrate), ("crmcom_classic", _classic), ("webinone", _webinone), ("lightening", _lightening),
)  # fmt: skip
