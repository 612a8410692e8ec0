"""What the middleware of this installation does to requests: addresses, sessions, logs."""

import json
import logging
import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from contacts.access.keys import credentials
from contacts.history.actor import REQUEST_ID
from contacts.history.models import Change
from crmsite import faults, sessions
from crmsite.logs import logging_settings
from crmsite.proxies import TrustedProxies


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "198.51.100.9", "192.0.2.1"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "203.0.113.66, 198.51.100.9", "198.51.100.9"),
        (2, "203.0.113.66, 198.51.100.9, 10.0.0.2", "198.51.100.9"),
        (2, "198.51.100.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
    ],
)
def test_only_named_proxies_say_whose_address_it_is(proxies: int, forwarded: str, seen: str, settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    addresses: list[str] = []

    def answer(request: HttpRequest) -> HttpResponse:
        addresses.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    TrustedProxies(answer)(request)
    assert addresses == [seen]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("started_ago", "seen_ago", "inside"),
    [(0, 0, True), (11 * 3600, 29 * 60, True), (3600, 31 * 60, False), (12 * 3600 + 1, 1, False)],
)
def test_a_sign_in_ends_after_silence_and_after_half_a_day(
    client: Client, started_ago: int, seen_ago: int, inside: bool
) -> None:
    client.force_login(User.objects.create_superuser("ada"))
    session = client.session
    session[sessions.STARTED], session[sessions.SEEN] = time.time() - started_ago, time.time() - seen_ago
    session.save()
    assert (client.get("/metrics").status_code == 200) is inside


@pytest.mark.django_db
def test_reading_pages_writes_the_session_once_a_minute(client: Client, django_assert_num_queries: Any) -> None:
    client.force_login(User.objects.create_superuser("ada"))
    client.get("/metrics")
    before = client.session[sessions.SEEN]
    client.get("/metrics")
    assert client.session[sessions.SEEN] == before


def line(record: logging.LogRecord) -> dict[str, Any]:
    formatter: Any = logging_settings(readable=False)["formatters"]
    made = formatter["events"].copy()
    read: dict[str, Any] = json.loads(made.pop("()")(**made).format(record))
    read.pop("timestamp")
    return read


def test_other_peoples_loggers_lose_what_was_filled_in() -> None:
    record = logging.LogRecord("lib", logging.WARNING, "f", 1, "mail to %s failed", ("ada@example.org",), None)
    assert line(record) == {"event": "mail to %s failed", "level": "warning", "logger": "lib"}


def test_an_exception_is_its_type_and_places_not_its_text() -> None:
    try:
        raise ValueError("ada@example.org")
    except ValueError as error:
        record = logging.LogRecord(
            "lib", logging.ERROR, "f", 1, "went wrong", None, (type(error), error, error.__traceback__)
        )
    logged = line(record)
    assert (logged["error"], logged["event"]) == ("ValueError", "went wrong")
    assert logged["frames"][0].endswith("test_an_exception_is_its_type_and_places_not_its_text")
    assert "ada@example.org" not in json.dumps(logged)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ("/staff", "/staff/"),
        ("/portal", "/portal/"),
        ("/api/docs", "/api/docs/"),
        ("/staff/contacts?search=ada%20king", "/staff/contacts/?search=ada%20king"),
    ],
)
def test_who_leaves_out_the_last_slash_is_led_to_the_page(client: Client, typed: str, there: str) -> None:
    assert client.get(typed).headers["Location"] == there


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/nowhere", "/staff/nowhere", "/staff/nowhere/"])
def test_an_address_that_leads_nowhere_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_form_that_went_stale_is_told_in_the_desks_own_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/staff/sign-in/", {"username": "ada"})
    assert (answer.status_code, b"Go back, copy what you typed" in answer.content) == (403, True)
    assert b"<style" not in answer.content  # which the policy for contents would not let in
    part = Client(enforce_csrf_checks=True).post("/staff/contacts/1/value/notes/", headers={"HX-Request": "true"})
    assert (part.status_code, part.content.decode()) == (403, faults.STALE)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "language", "said"),
    [
        ("/staff/sign-in/", "en", "<h1>This form could not be read</h1>"),
        ("/portal/sign-in/", "en", "<h1>This form could not be read</h1>"),
        ("/portal/sign-in/", "de", "<h1>Dieses Formular war nicht zu lesen</h1>"),
    ],
)
@pytest.mark.parametrize(
    "sent",
    [
        {"data": "notes=" + "x" * 1_100_000, "content_type": "application/x-www-form-urlencoded"},
        {"data": "&".join(["a=1"] * 2_001), "content_type": "application/x-www-form-urlencoded"},
        {"data": {f"a{n}": "1" for n in range(2_001)}},
        {"data": "torn", "content_type": "multipart/form-data"},
    ],
)
def test_a_form_that_is_too_large_is_refused_in_words_of_its_surface(
    path: str, language: str, said: str, sent: dict[str, Any]
) -> None:
    answer = Client().post(path, **sent, headers={"Accept-Language": language})
    assert (answer.status_code, said in answer.content.decode()) == (400, True)
    part = Client().post(path, **sent, headers={"HX-Request": "true"})
    assert (part.status_code, part.content.decode()) == (400, faults.TOO_MUCH)


@pytest.mark.parametrize("path", ["/staff/sign-in/", "/portal/sign-in/"])
def test_who_names_another_host_is_shown_no_page(path: str) -> None:
    answer = Client().get(path, headers={"Host": "elsewhere.example"})
    assert (answer.status_code, answer.content) == (400, b"Bad request")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "headers", "kind"),
    [
        ("/staff/", {"Cookie": f"session={'0' * 32}"}, "text/html; charset=utf-8"),
        ("/api/v1/contacts", {"Authorization": f"Bearer {credentials.new().text}"}, "application/problem+json"),
    ],
)
def test_a_fault_of_ours_is_told_in_words_of_its_surface(path: str, headers: dict[str, str], kind: str) -> None:
    def broken(*_: object) -> None:
        raise ValueError

    with connection.execute_wrapper(broken):
        answer = Client(raise_request_exception=False).get(path, headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (500, kind)
    assert b"The fault is ours" in answer.content


@pytest.mark.django_db
def test_what_is_sent_to_an_address_without_its_slash_is_not_led_on(client: Client) -> None:
    assert client.post("/staff", {"a": "1"}).status_code == 404


@pytest.mark.django_db
def test_a_request_has_one_id_in_its_answer_in_the_journal_and_in_every_line_of_the_log(
    admin_client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """Off: leave ``with_request`` out, or the reset."""
    caplog.set_level(logging.INFO, logger="crm.request")  # whatever another test made of the root's level
    answers = [admin_client.post("/staff/contacts/new/", {"kind": "person", "first_name": name}) for name in "AB"]
    ids = [answer["X-Request-ID"] for answer in answers]
    assert len({*ids}) == 2
    assert list(Change.objects.order_by("id").values_list("request", flat=True)) == ids
    lines: list[Any] = [record.msg for record in caplog.records if record.name == "crm.request"]
    assert [line["request_id"] for line in lines] == ids
    assert REQUEST_ID.get() == ""
