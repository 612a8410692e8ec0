"""Tokens of the classic CRM.COM dialect: how they come, where they may stand, and that they stand nowhere else."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from contacts.access.keys import limits
from contacts.lookups.models import Organisation
from contacts.tables import caches
from integrations.credentials import queries
from integrations.credentials.models import Token
from integrations.credentials.operations import enable, hashed
from integrations.wire.inbound import calls
from integrations.wire.models import Call
from tests.integrations.programs import STAFF, Classic, Local, Remote, basic, classic, credential, organisation
from tests.processes import web

BASE = "/crmapi/rest/v2/"
INVALID_TOKEN = "COM.CRM.EXCEPTION.GENERAL.INVALIDTOKENEXCEPTION"
OF_LIST = "contact_information/list?email_address=ada@example.org"


def post(path: str, said: Any = None, **headers: str) -> Any:
    answer = Client(raise_request_exception=False).generic(
        "POST", BASE + path, json.dumps(said) if said else b"", content_type="application/json", headers=headers
    )
    return answer.json() | {"http": answer.status_code}


def code(answer: Any) -> str:
    return str(answer["status"]["code"])


def works(token: str) -> bool:
    return code(Classic(Local(), token).get("list", email_address="ada@example.org")) == "OK"


@pytest.fixture
def said(db: None) -> dict[str, str]:
    organisation(code="FIRST", account="A1")
    name, secret = credential("crmcom_classic", organisation=1)
    return {"username": name, "password": secret, "organisation": "First customer"}


def test_a_log_in_names_the_organisation(said: dict[str, str]) -> None:
    for name in ("First customer", "first CUSTOMER", "FIRST", "A1", "1"):
        assert works(post("authentication/token", said | {"organisation": name})["data"]["token"])
    Organisation.objects.create(name="Other")
    for wrong in ({"organisation": "Other"}, {"password": "x"}, {"username": "nobody"}):
        answer = post("authentication/token", said | wrong)
        assert (answer["http"], code(answer), answer["data"]) == (200, INVALID_TOKEN, None)
    for missing in said:
        answer = post("authentication/token", {key: value for key, value in said.items() if key != missing})
        assert (code(answer), missing in answer["status"]["message"]) == (
            "COM.CRM.EXCEPTION.GENERAL.MANDATORYPARAMETEREXCEPTION", True,
        )  # fmt: skip


def test_a_key_is_the_user_of_http_basic(said: dict[str, str]) -> None:
    key = f"{said['username']}.{said['password']}"
    assert works(post("authentication/web_api_key/token", **basic(key, ""))["data"]["token"])
    for user, password in ((said["username"], said["password"]), (key, "x"), ("x.y", "")):
        assert code(post("authentication/web_api_key/token", **basic(user, password))) == INVALID_TOKEN
    assert code(post("authentication/web_api_key/token")) == INVALID_TOKEN


def test_a_token_ends_after_two_hours_or_when_it_is_released(said: dict[str, str]) -> None:
    """Off: leave ``forget_token`` out of ``tokens.release``."""
    first, second = (post("authentication/token", said)["data"]["token"] for _ in range(2))
    row = Token.objects.get(digest=hashed(first))
    assert row.expires_at - row.issued_at == dt.timedelta(hours=2)
    assert works(first)  # and is believed for a second
    assert post("authentication/token/release", {"token": first}) == {
        "data": None, "status": {"code": "OK", "message": "", "description": ""}, "http": 200,
    }  # fmt: skip
    assert (works(first), works(second)) == (False, True)
    assert code(post("authentication/token/release", {"token": first})) == INVALID_TOKEN
    Token.objects.update(expires_at=timezone.now())
    caches.empty_all()  # or a moment later
    assert not works(second)


def test_switching_a_credential_off_ends_its_tokens(said: dict[str, str]) -> None:
    token = post("authentication/token", said)["data"]["token"]
    row = queries.credentials().get(username=said["username"])
    enable(credential=row.pk, enabled=False, actor=STAFF)
    assert not works(token)


def test_a_token_counts_only_where_it_belongs(said: dict[str, str]) -> None:
    token = post("authentication/token", said)["data"]["token"]
    body = {"contact_information_identifier": {"id": "F" * 32}}
    assert code(post(f"contact_information/update?token={token}", body)) == INVALID_TOKEN
    assert code(post("contact_information/update", body, Authorization=f"Bearer {token}")) == INVALID_TOKEN
    client = Client(headers={"Authorization": token})
    client.cookies["token"] = token
    assert code(client.get(BASE + OF_LIST).json()) == INVALID_TOKEN
    other = ".".join(credential("lightening"))
    assert not works(other)
    assert not works(f"{said['username']}.{said['password']}")
    assert Client(headers={"Authorization": token}).get("/contact?customer_id=1").status_code == 401


@pytest.mark.usefixtures("one_minute")
def test_guessing_is_slowed_for_one_address_and_locks_nobody_out(said: dict[str, str]) -> None:
    token = post("authentication/token", said)["data"]["token"]
    answers = [
        post("contact_information/update", {"token": f"x{n}"})["http"] for n in range(limits.FAILURES_PER_MINUTE + 2)
    ]
    assert answers[-1] == 429
    assert works(token)


def test_what_is_wrong_with_the_call_itself_has_its_own_status(said: dict[str, str]) -> None:
    token = post("authentication/token", said)["data"]["token"]
    client = Client(raise_request_exception=False)
    answer = client.put(f"{BASE}contact_information/show?token={token}", json.dumps({"token": token}))
    assert (answer.status_code, set(answer.json())) == (405, {"data", "status"})
    answer = client.get(f"{BASE}contact_information/none?token={token}")
    assert (answer.status_code, set(answer.json())) == (404, {"data", "status"})
    for body in (b"{", b"[1]", b"\xff", b"[" * 5000):
        answer = client.generic("POST", f"{BASE}contact_information/update", body, content_type="application/json")
        assert (answer.status_code, answer.json()["data"]) == (200, None)
        assert answer.json()["status"]["code"] == "COM.CRM.EXCEPTION.GENERAL.INVALIDPARAMETEREXCEPTION"
        assert answer["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("one_minute")
def test_calls_are_limited_with_the_envelope_around_it(db: None) -> None:
    program = classic(per_minute=1)
    answers = [program.call("GET", f"{BASE}{OF_LIST}&token={program.token}") for _ in range(3)]
    assert (answers[-1].status_code, "Retry-After" in answers[-1], answers[-1].json()["data"]) == (429, True, None)


def test_the_log_of_calls_has_no_token(said: dict[str, str]) -> None:
    token = post("authentication/token", said)["data"]["token"]
    works(token)
    post("contact_information/update", {"token": token, "contact_information_identifier": "id=x"})
    calls.flush()
    rows = list(Call.objects.values())
    assert len(rows) == 3
    for secret in (token, said["password"], "ada@example.org"):
        assert secret not in str(rows)


def test_no_log_of_the_server_has_a_token(transactional_db: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    organisation()
    name, secret = credential("crmcom_classic", organisation=1)
    log = tmp_path_factory.mktemp("canary") / "web.log"
    with web(log) as address, Remote(address, {}) as remote:
        body = {"username": name, "password": secret, "organisation": "First customer"}
        token = remote("POST", f"{BASE}authentication/token", body).json()["data"]["token"]
        for path in (
            f"{OF_LIST}&token={token}",
            f"contact_information/none?token={token}",
            f"contact_information/show?token={token}x",
        ):
            remote("GET", BASE + path)
        remote("POST", f"{BASE}contact_information/create", {"token": token, "type": "PERSON"})
        remote("GET", f"/crm/ImageDownloadServlet?id={'F' * 32}&token={token}")
    written = log.read_text()
    assert "ImageDownload" in written or "crmapi" in written
    for canary in (token, secret, "ada@example.org"):
        assert canary not in written
