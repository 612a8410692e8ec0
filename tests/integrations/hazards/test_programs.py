"""What the documents of the other systems have programs do: tokens in addresses, passwords, GETs that delete."""

import base64
from typing import Any

import pytest
from django.db import connection

from contacts.access.accounts.models import Account
from contacts.access.sessions import operations as sessions
from contacts.directory import operations as door
from contacts.directory import queries as queries_of_contacts
from contacts.directory.models import Contact
from contacts.history.models import Change, Happening
from contacts.messages.models import Communication
from contacts.record.parsing.parse import parse_patch
from contacts.tables import caches
from integrations.credentials.models import Credential
from integrations.dialects.registry import DIALECTS
from tests.contacts.access.people.making import HOME
from tests.integrations.dialects.selfservice.customers import V1, app, email
from tests.integrations.hazards.conftest import Dial, Line
from tests.integrations.programs import STAFF, basic, credential, organisation

ADMIN, CRM = "/api/v2/admin/contacts", "/api/v2/crm/contacts"
PASSWORD = "Lisboa ao fim da tarde"


def made(**values: Any) -> int:
    organisation()
    given = {"last_name": "King", "emails": [{"email": "ada@example.org"}], "affiliations": [{"organisation": 1}]}
    return door.create(patch=parse_patch(given | values), actor=STAFF).record.id


def program(dial: Dial, dialect: str, **values: Any) -> Line:
    name, secret = credential(dialect, **values)
    return dial(**(basic(name, secret) if dialect == "administrate" else {"Authorization": f"{name}.{secret}"}))


@pytest.mark.parametrize("path", [f"{ADMIN}?", f"{CRM}?", "/contact?customer_id=1&", "/api/v1/contacts?"])
def test_tokens_in_addresses_count_in_the_classic_dialect_alone(dial: Dial, path: str) -> None:
    """Off: have ``authentication.header`` look into the query too."""
    made()
    dialect = next((one.name for one in DIALECTS if any(path.startswith(op.path) for op in one.operations)), "")
    right = program(dial, dialect).client.headers["Authorization"] if dialect else "crm_x"
    token = right.removeprefix("Basic ")
    for name in ("token", "access_token", "api_key", "auth_token", "Authorization", "authorization"):
        for text in (token, f"Bearer {token}"):
            answer = dial()("GET", f"{path}{name}={text}")
            assert (name, answer.status_code) == (name, 401)


def test_a_password_set_by_a_program_is_known_to_nobody_for_long(dial: Dial) -> None:
    """Off: ``must_change=False`` in ``SetPassword``, or leave ``end_sessions``, ``tell`` or ``note`` out."""
    ada, webinone = made(), program(dial, "webinone")
    assert webinone("PUT", f"{ADMIN}/{ada}/set-password", {"Password": PASSWORD}).status_code == 200
    account = Account.objects.get(contact=ada)
    before = sessions.begin(account=account, kind="PROGRAM", caller=HOME, method="password")
    assert before.tokens is not None
    assert webinone("PUT", f"{ADMIN}/{ada}/set-password", {"Password": f"{PASSWORD}, outra vez"}).status_code == 200
    account.refresh_from_db()
    assert account.must_change_password
    assert dial(auth_token=before.tokens.access)("GET", f"{V1}/contacts/{account.uuid}").status_code == 401
    told = set(Communication.objects.values_list("template", "recipient"))
    assert told == {("access.changed", "ada@example.org")}
    noted = Happening.objects.filter(contact=ada, kind="password_set")
    assert set(noted.values_list("actor_kind", "door", "door_detail")) == {("credential", "dialect", "webinone")}
    shop = dial(api_key=app()[1])
    half = shop("POST", f"{V1}/contacts/authenticate", email("ada@example.org", f"{PASSWORD}, outra vez"))
    me = f"{V1}/contacts/{account.uuid}"
    assert dial(auth_token=half.json().get("access_token", "x"))("GET", me).status_code in (401, 403)


@pytest.mark.parametrize("password", ["𝔞𝔟𝔠𝔡𝔢𝔣𝔤𝔥" * 4, "€" * 31 + "Ж", "eight ch"], ids=len)
def test_a_portal_password_is_checked_to_its_last_sign(dial: Dial, password: str) -> None:
    """Off: cut ``portal_password`` to 72 bytes, as bcrypt does."""
    organisation()
    lightening = program(dial, "lightening")
    said = {"name": "Ada King", "customer_id": 1, "email": "ada@example.org"}
    for wrong in (password[:7], password + "x" * (33 - len(password)), "x" * 64, "password1234"):
        answer = lightening("POST", "/contact", said | {"portal_password": wrong})
        assert (answer.json()["result"], list(answer.json()["errors"])) == (False, ["portal_password"])
    assert lightening("POST", "/contact", said | {"portal_password": password}).json()["result"] is True
    shop = dial(api_key=app()[1])
    tried = (password[:-1], password[:-1] + "?", password[:18], password)
    statuses = [shop("POST", f"{V1}/contacts/authenticate", email("ada@example.org", one)).status_code for one in tried]
    assert statuses == [401, 401, 401 if len(password) > 18 else 200, 200][: len(statuses)] or len(password) == 8


def test_a_get_that_deletes_is_no_link(dial: Dial) -> None:
    """Off: drop ``admit`` of ``Deletion``, or let ``Endpoint`` serve HEAD with ``get``."""
    ada, lightening = made(), program(dial, "lightening")
    path, right = f"/contact/{ada}/delete", lightening.client.headers["Authorization"]
    for headers in (
        {}, {"Cookie": f"session={right}; Authorization={right}; token={right}"}, {"token": right},
        {"Authorization": right, "Sec-Fetch-Site": "cross-site"},
        {"Authorization": right, "Sec-Fetch-Site": "same-site"},
        {"Authorization": right, "Sec-Purpose": "prefetch"}, {"Authorization": right, "Purpose": "prefetch"},
    ):  # fmt: skip
        assert dial(**headers)("GET", path).status_code in (401, 403), headers
    for method in ("HEAD", "OPTIONS", "PUT", "DELETE"):
        assert lightening(method, path).status_code == 405
    assert dial()("GET", f"{path}?token={right}&Authorization={right}").status_code == 401
    assert not Contact.objects.get(pk=ada).is_archived
    assert lightening("GET", path).json() == {"msg": "Entity has been successfully deleted.", "result": False}
    door.unarchive(contact=ada, actor=STAFF)
    assert not Contact.objects.get(pk=ada).is_archived


def created(line: Line, **values: Any) -> Any:
    organisation()
    return line("POST", CRM, {"first_name": "Ada", "last_name": "King", "account_id": 1, **values})


def test_a_credential_of_http_basic_is_kept_as_its_hash_and_is_one_programs_own(dial: Dial) -> None:
    made()
    shop = program(dial, "administrate")
    pair = base64.b64decode(shop.client.headers["Authorization"].split()[1]).decode()
    name, _, secret = pair.partition(":")
    row = Credential.objects.get(username=name)
    assert secret not in str(Credential.objects.values().get())
    assert (len(row.secret_hash), shop("GET", CRM).status_code) == (64, 200)
    other = program(dial, "administrate")
    Credential.objects.filter(pk=row.pk).update(is_enabled=False)
    caches.empty_all()
    assert (shop("GET", CRM).status_code, other("GET", CRM).status_code) == (401, 200)


@pytest.mark.parametrize("name", ["external_id", "import_ref"])
def test_what_is_sent_again_because_no_answer_came_is_created_once(dial: Dial, name: str) -> None:
    """Off: leave ``repeated`` out of ``Contacts.post``."""
    shop = program(dial, "administrate")
    said = {"email": "ada@example.org", "mobile": "99 123456", name: "A-17", "custom_fields": {}}
    first, second = created(shop, **said), created(shop, **said)
    assert (first.status_code, second.status_code, second.json()) == (200, 200, first.json())
    assert "X-Duped-Email" not in second.headers
    assert Contact.objects.count() == 1
    assert Change.objects.filter(contact=first.json()["id"]).count() == 1


def test_only_a_repeat_is_taken_for_one(dial: Dial) -> None:
    """The document says nothing of external_id being anybody's alone: what says something else is somebody else."""
    shop = program(dial, "administrate")
    said = {"email": "ada@example.org", "external_id": "A-17"}
    first = created(shop, **said).json()["id"]
    for other in (
        said | {"email": "eve@example.org"}, said | {"first_name": "Eve"}, said | {"external_id": "A-18"},
        {"email": "ada@example.org"}, {"email": "ada@example.org", "external_id": ""},
        {"email": "ada@example.org", "external_id": None},
    ):  # fmt: skip
        assert created(shop, **other).json()["id"] != first, other
    shop("DELETE", f"{CRM}/{first}")
    assert created(shop, **said).json()["id"] != first


def test_a_repeat_beyond_the_reach_is_none(dial: Dial) -> None:
    other = made(external_id="A-17", first_name="Ada", affiliations=[])
    bound = program(dial, "administrate", reach=[1], organisation=1)
    assert created(bound, email="ada@example.org", external_id="A-17").json()["id"] != other


def test_a_doubled_address_is_told_within_the_reach_alone(dial: Dial) -> None:
    """Off: leave the reach out of ``_answered``. The header would tell who is a customer of whom."""
    made(affiliations=[])
    everybody, bound = program(dial, "administrate"), program(dial, "administrate", reach=[1], organisation=1)
    said = {"email": "ada@example.org"}
    assert "X-Duped-Email" not in created(bound, **said).headers
    mine = created(bound, **said)
    assert mine.headers["X-Duped-Email"] == "yes"
    assert created(everybody, **said).headers["X-Duped-Email"] == "yes"
    alone = created(bound, email="eve@example.org").json()["id"]
    made(emails=[{"email": "zoe@example.org"}], affiliations=[])
    assert "X-Duped-Email" not in bound("PUT", f"{CRM}/{alone}", {"email": "zoe@example.org"}).headers


def test_a_repeat_is_looked_for_by_an_index(dial: Dial) -> None:
    """Off: compare the names in capitals, as filters do. Every create asks."""
    made(external_id="A-17")
    for column in ("external_id", "import_ref"):
        rows = queries_of_contacts.called(column, "A-17").order_by()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")
        assert f"contact_{column.replace('_id', '')}" in rows.explain()
