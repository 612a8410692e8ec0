"""Every list of every surface, asked by what a database would understand and by what nobody would.

Nothing of a question may become a look-up, an identifier or a fault: it is refused in the surface's own form, or it is
not listened to, and then the answer is the one without it.
"""

import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from contacts.access.accounts import operations as accounts
from contacts.access.keys.operations import issue_key
from contacts.access.keys.scopes import SCOPES
from contacts.lookups.models import CustomField, CustomFieldGroup
from tests.contacts.commerce.making import booking, case, contact, order
from tests.integrations.dialects.selfservice.customers import V1, V2, Customer
from tests.integrations.programs import STAFF, Program, basic, classic, credential, organisation

pytestmark = pytest.mark.django_db
HASH = "argon2canary"
LOOKUPS = (
    "emails__email__startswith", "password", "account__password__startswith", "account__identities__key", "__class__",
    "__class__.__init__.__globals__", "_state.db", "objects.raw", "_connector", "_negated", "pk", "pk__in", "id__regex",
    "snapshot__body__contains", "search_text__text__contains", "changes__body", "kept__icontains", "kept.administrate",
    "created_by__password", "last_name__iregex", "last_name__unaccent", "last_name.lower", "emails.email__isnull",
    "custom_fields.__class__", "custom_fields.x.y__eq", "custom.club.level__regex", "custom.__class__.x", "relations",
    "sealed_numbers__token", "demographics.id_card.number__startswith", "demographics__passport_number", "uuid__in",
)  # fmt: skip
ODD = (
    "", " ", "\x00", "a\x00b", "\ufffd", "%", "'", '"', "');--", "\\", "{", "[", "\u202e", "é" * 50, "a" * 5_000, "🙈",
    "\r\nSet-Cookie: x=1", "1e999", "NaN", "-0", "9" * 400, "true", "null", "../../x", "{{7*7}}", "${7*7}",
)  # fmt: skip
HOSTILE = (*LOOKUPS, *ODD)
SIGNS = ("REGEXP", " ~ ", " ~* ", "unaccent", "argon2", "__class__", "iregex", "globals")
SOME = (*LOOKUPS[:6], *LOOKUPS[17:20])
Asked = Iterator[tuple[str, Any]]


def q(text: str) -> str:
    return quote(text, safe="")


@pytest.fixture
def whose(db: None) -> int:
    """A contact with one of everything, and a password that begins with a canary."""
    organisation()
    group = CustomFieldGroup.objects.create(alias="club", name="Club")
    CustomField.objects.create(group=group, alias="level", label="Level", type="text")
    of = contact(affiliations=[{"organisation": 1}], custom={"club": {"level": "Gold"}})
    order(of)
    case(of)
    booking(of)
    account = accounts.set_identity(contact=of, username="king", password="nine grey geese on ice", actor=STAFF)
    type(account).objects.update(password=HASH)
    return of


def administrate(of: int) -> Asked:
    base = "/api/v2/crm/contacts"
    for text in HOSTILE:
        for name in (text, f"{text}__in", f"custom_fields.{text}__eq", f"last_name__{text}"):
            yield f"{base}?{q(name)}=x", None
        yield f"{base}?_order={q(text or 'x')}", None
    for text in ODD:
        for name in ("id__gt", "created_on__lt", "account_id__in", "_limit"):
            yield f"{base}?{name}=x{q(text)}", None
    yield f"{base}?" + "&".join(f"last_name__ne=x{n}" for n in range(2_000)), None
    yield f"{base}?last_name__in=" + ",".join("x" * 3 for _ in range(3_000)), None


def webinone(of: int) -> Asked:
    base = "/api/v2/admin/contacts"
    for path in (base, *(f"{base}/{of}/{part}" for part in ("orders", "cases", "bookings", "secure-zones"))):
        for text in HOSTILE if path == base else SOME:
            nested = {"or": [{text: {"in": ["x"]}}]}
            for where in ({text: "x"}, {"Id": {text: 1}}, nested, {f"CustomCrmGroups.{text}": 1}):
                yield f"{path}?Where={q(json.dumps(where))}", None
            yield f"{path}?Order_By={q(text.strip() or 'x')}", None
        for value in (f"x{text}" for text in ODD[::3]):
            yield f"{path}?Where={q(json.dumps({'Id': value}))}", None
            yield f"{path}?Limit={q(value)}&Offset={q(value)}", None
        yield path, {"Where": {"or": [{"Id": n} for n in range(900)]}}
        yield path, {"Where": {"Id": {"in": list(range(10_000))}}}
        yield path, b'{"Where": {"Id": "\\ud800"}}'
        yield path, b'{"Order_By": "\\ud800", "Where": {"\\udfff": 1}}'


def classic_list(of: int) -> Asked:
    base = "/crmapi/rest/v2/contact_information"
    for text in HOSTILE:
        yield f"{base}/show?contact_information_identifier={q(text)}={q(text or 'x')}", None
        yield f"{base}/show?contact_information_identifier=id={q(text)}", None
        yield f"{base}/list?{q(text or 'x')}=x", None
        yield f"{base}/list?email_address=x&number_of_results=x{q(text)}&offset={q(text)}", None
    yield f"{base}/list?email_address=x&number_of_results={'9' * 30}", None


def lightening(of: int) -> Asked:
    for text in (text for text in HOSTILE if text):
        for name in (f"customer_id[{text}]", f"customer_id__{text}", text):
            yield f"/contact?{q(name)}=1&nothing=1", None
        yield f"/contact?customer_id={q(text)}x", None
    yield "/contact?customer_id=" + ",".join(str(n) for n in range(1_001)), None
    yield "/contact?customer_id=" + "9" * 30, None


def selfservice(customer: Customer) -> Asked:
    for version in (V1, V2):
        for part in ("communications", "approval_requests"):
            path = f"{version}/contacts/{customer.id}/{part}"
            for text in (text for text in HOSTILE if text.strip()):
                names = ("channel", "created_on[lt]", "sort") if part == "communications" else ("state", "order")
                for name in names:
                    yield f"{path}?{name}={q(text)}", None
                yield f"{path}?page={q(text)}&size={q(text)}", None


def native(of: int) -> Asked:
    for text in HOSTILE:
        as_op = {"field": "id", "op": text, "value": 1}
        for where in ({"field": text, "value": "x"}, as_op, {text: []}, {"and": text}):
            yield f"/api/v1/contacts?filter={q(json.dumps(where))}", None
        yield f"/api/v1/contacts?{q(text)}=x", None
        yield f"/api/v1/contacts?order={q(text or 'x')}", None
        yield f"/api/v1/contacts?after={q(text or 'x')}", None
        yield f"/api/v1/contacts?fields=x{q(text)}", None
    for text in (*SOME, *ODD[::4]):
        for path in (
            "categories",
            "organisations",
            "custom-fields",
            "zones",
            "changes",
            "imports",
            "orders",
            "api-keys",
        ):
            yield f"/api/v1/{path}?{q(text)}=x", None
    for path in ("contacts", "orders", "organisations", "api-keys", "deliveries"):
        yield f"/api/v1/{path}?limit={'9' * 30}", None
        yield f"/api/v1/{path}?limit=10000", None
    many = {"and": [{"field": "id", "value": n} for n in range(1_500)]}
    yield f"/api/v1/contacts?filter={q(json.dumps(many))}", None


@contextmanager
def statements() -> Generator[list[str]]:
    """The statements that are sent meanwhile, without their values."""
    seen: list[str] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield seen


def asked_all(program: Program, calls: Asked) -> list[tuple[Any, ...]]:
    """What was answered with anything but a refusal, or by a statement with a sign of the question in it."""
    wrong: list[tuple[Any, ...]] = []
    for path, body in calls:
        with statements() as sent:
            answer = program("GET", path, body)
        content = answer.content
        told = json.loads(content)
        refused = 400 <= answer.status_code < 500 or _says_no(told)
        signs = [sign for sign in SIGNS if sign in " ".join(sent)]
        if not refused or signs or HASH.encode() in content or answer.status_code >= 500:
            wrong.append((path[:120], body, answer.status_code, signs, content[:200]))
    return wrong


def _says_no(told: Any) -> bool:
    if not isinstance(told, dict):
        return False
    status = told.get("status")
    return (isinstance(status, dict) and status.get("code") != "OK") or told.get("result") is False


class Tokened(Program):
    """Its token stands in the query."""

    def __init__(self, token: str) -> None:
        super().__init__({})
        self.token = token

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return super().__call__(method, f"{path}&token={self.token}", body, **headers)


SURFACES: dict[str, Any] = {
    "administrate": (administrate, lambda: Program(basic(*credential("administrate")))),
    "webinone": (webinone, lambda: Program({"Authorization": ".".join(credential("webinone"))})),
    "crmcom_classic": (classic_list, lambda: Tokened(classic().token)),
    "lightening": (lightening, lambda: Program({"Authorization": ".".join(credential("lightening"))})),
    "native": (native, lambda: Program({"Authorization": f"Bearer {_key()}"})),
}  # fmt: skip


def _key() -> str:
    return issue_key(name="Shop", scopes=SCOPES, actor=STAFF, per_minute=100_000)[1]


@pytest.mark.parametrize("surface", SURFACES)
def test_no_question_gets_further_than_an_allow_list(surface: str, whose: int) -> None:
    """Off: pass a name of the query on to ``filter()`` where it is not known."""
    calls, program = SURFACES[surface]
    assert asked_all(program(), calls(whose)) == []


def test_no_question_of_a_customer_gets_further_than_an_allow_list(whose: int) -> None:
    bob = Customer("bob")
    assert asked_all(bob, selfservice(bob)) == []


STAFF_LISTS = ("contacts/", "orders/", "users/", "api-keys/", "outgoing/", "accounts/", "calls/", "deliveries/",
               "consents/", "conflicts/")  # fmt: skip
ASKED_BY = ("q", "filter", "sort", "after", "past", "tab", "cols", "state", "before", "page", "dialect", "purpose")


def test_no_question_of_the_desk_fails_or_gets_into_a_statement(whose: int, client: Client) -> None:
    client.force_login(User.objects.create_superuser("boss"))
    client.raise_request_exception = False
    wrong = []
    for path in STAFF_LISTS:
        for text in (*SOME[::2], *ODD[::2]):
            query = "&".join(f"{name}={q(text)}" for name in ASKED_BY)
            with statements() as sent:
                answer = client.get(f"/staff/{path}?{query}")
            signs = [sign for sign in SIGNS if sign in " ".join(sent)]
            if answer.status_code not in (200, 302, 404) or signs or HASH in answer.content.decode():
                wrong.append((path, text[:40], answer.status_code, signs))
    assert wrong == []
