"""Keys, scopes, allowances and repeats."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from contacts.access.repeats import operations as idempotency
from contacts.access.repeats.models import KeptAnswer
from contacts.directory.models import Contact
from tests.contacts.api.conftest import Program

MakeProgram = Callable[..., Program]
ADA = {"first_name": "Ada", "last_name": "King"}


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer crm_x", "Basic YWRhOmtpbmc=", "Token x", "Bearer \x00"])
def test_without_a_key_nobody_comes_in(db: None, header: str) -> None:
    program = Program("")
    answer = program.get("contacts", **({"Authorization": header} if header else {}))
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_staff_session_is_no_key(admin_client: Any) -> None:
    assert admin_client.get("/api/v1/contacts").status_code == 401


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [
        ("contacts:read", "GET", "contacts"),
        ("contacts:read", "GET", "categories"),
        ("contacts:read", "GET", "imports"),
        ("contacts:write", "POST", "contacts"),
        ("contacts:write", "POST", "contacts/bulk"),
        ("contacts:write", "POST", "contacts/1/zones"),
        ("contacts:write", "POST", "imports"),
        ("history:read", "GET", "contacts/1/history"),
        ("history:read", "GET", "contacts/1/origins"),
        ("history:read", "GET", "changes"),
        ("lookups:write", "POST", "categories"),
        ("lookups:write", "POST", "zones"),
        ("keys:manage", "GET", "api-keys"),
        ("keys:manage", "POST", "api-keys"),
        ("numbers:reveal", "GET", "contacts/1/numbers"),
    ],
)
def test_each_path_needs_its_scope(program_with: MakeProgram, scope: str, method: str, path: str) -> None:
    others = {"contacts:read", "contacts:write", "history:read", "lookups:write", "keys:manage", "numbers:reveal"}
    refused = program_with(*(others - {scope})).call(method, path, {})
    assert refused.status_code == 403, refused.content
    assert scope in refused.json()["detail"]
    assert program_with(scope).call(method, path, {}).status_code != 403


def test_the_allowance_is_told_and_kept(program_with: MakeProgram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0)
    program = program_with("contacts:read", per_minute=5)
    seen = [program.get("contacts") for _ in range(7)]
    assert [answer.status_code for answer in seen] == [200] * 5 + [429] * 2
    assert [answer["X-RateLimit-Remaining"] for answer in seen] == ["4", "3", "2", "1", "0", "0", "0"]
    assert seen[0]["X-RateLimit-Limit"] == "5"
    assert seen[0]["X-RateLimit-Reset"] == str(1_800_000_000 // 60 * 60 + 60)
    assert 1 <= int(seen[5]["Retry-After"]) <= 60


@pytest.mark.usefixtures("one_minute")
def test_an_address_that_tries_keys_is_slowed_down(api: Program) -> None:
    guess = Program("crm_" + "a" * 12 + "_" + "b" * 43)
    assert {guess.get("contacts").status_code for _ in range(60)} == {401}
    slowed = guess.get("contacts")
    assert (slowed.status_code, "Retry-After" in slowed) == (429, True)
    assert api.get("contacts").status_code == 200


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("contacts?limit=1&limit=2", "limit"),
        ("contacts?search=ada&search=bob", "search"),
        ("contacts?fields=id&fields=uuid", "fields"),
        ("zones?count=true&count=false", "count"),
        ("contacts/1/consents?after=1&after=2", "after"),
    ],
)
def test_a_parameter_of_which_one_value_would_go_unread_is_refused(api: Program, path: str, name: str) -> None:
    answer = api.get(path)
    assert (answer.status_code, answer.json()["errors"]) == (
        400,
        [{"path": name, "code": "repeated", "message": "Give this parameter once."}],
    )


def test_conditions_on_one_field_hold_together(api: Program) -> None:
    api.post("contacts", ADA)
    found = api.get("contacts?first_name__contains=A&first_name__contains=da").json()["results"]
    assert (len(found), api.get("contacts?first_name=Ada&first_name=Bob").json()["results"]) == (1, [])


def test_a_write_that_is_sent_again_applies_once(api: Program) -> None:
    first = api.post("contacts", ADA, Idempotency_Key="one")
    again = api.post("contacts", ADA, Idempotency_Key="one")
    assert (again.status_code, again.content) == (201, first.content)
    assert (again["ETag"], again["Location"]) == (first["ETag"], first["Location"])
    assert again["Idempotent-Replayed"] == "true"
    assert Contact.objects.count() == 1
    other = api.post("contacts", ADA | {"title": "Dr"}, Idempotency_Key="one")
    assert (other.status_code, other["Content-Type"]) == (422, "application/problem+json")
    assert api.post("contacts", ADA, Idempotency_Key="two").json()["id"] != first.json()["id"]


def test_repeats_hold_for_changes_too_and_per_key_and_place(api: Program, program_with: MakeProgram) -> None:
    path = f"contacts/{api.post('contacts', ADA, Idempotency_Key='k').json()['id']}"
    for _ in range(2):
        patched = api.patch(path, {"title": "Dr"}, If_Match='"1"', Idempotency_Key="k")
        assert (patched.status_code, patched["ETag"]) == (200, '"2"')
    assert [api.delete(path, Idempotency_Key="k").status_code for _ in range(2)] == [204, 204]
    assert api.get(path).json()["revision"] == 3
    stranger = program_with("contacts:write").post("contacts", ADA, Idempotency_Key="k")
    assert "Idempotent-Replayed" not in stranger


def test_a_refused_write_is_not_kept(api: Program) -> None:
    assert api.post("contacts", {"shoe": 1}, Idempotency_Key="k").status_code == 400
    assert api.post("contacts", ADA, Idempotency_Key="k").status_code == 201


def test_after_72_hours_the_token_is_new(api: Program) -> None:
    api.post("contacts", ADA, Idempotency_Key="k")
    kept = KeptAnswer.objects.get()
    KeptAnswer.objects.update(created_at=kept.created_at - idempotency.KEPT)
    assert "Idempotent-Replayed" not in api.post("contacts", ADA, Idempotency_Key="k")
    assert Contact.objects.count() == 2


def test_kept_answers_are_sealed(api: Program) -> None:
    api.post("contacts", ADA | {"last_name": "Canary"}, Idempotency_Key="k")
    assert "Canary" not in KeptAnswer.objects.get().body


@pytest.mark.parametrize("token", ["x" * 256, "\x07"])
def test_a_token_that_is_none_is_refused(api: Program, token: str) -> None:
    assert api.post("contacts", ADA, Idempotency_Key=token).json()["errors"][0]["path"] == "Idempotency-Key"


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_make_one_contact(api: Program) -> None:
    start = threading.Barrier(20)

    def send(_: int) -> int:
        start.wait()
        try:
            return Program(api.key).post("contacts", ADA, Idempotency_Key="same").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(send, range(20)))
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    assert Contact.objects.count() == 1


def test_whoever_posts_to_nowhere_is_told_so_in_the_form_of_every_error() -> None:
    answer = Client(enforce_csrf_checks=True).post("/api/v1/cases/-1/restore", {}, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
