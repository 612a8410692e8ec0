"""SMS: kept here without a service, and handed to a real one over HTTP with one."""

import datetime as dt
import json
import ssl
from collections.abc import Generator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import httpx
import pytest

from contacts.background.errors import Retry
from contacts.messages import operations
from contacts.messages.delivery import sms
from contacts.messages.delivery.sending import deliver
from contacts.messages.models import Communication
from contacts.options import operations as options
from contacts.options import queries as decided
from contacts.options.models import OptionValue
from contacts.outside.trust import certificates
from contacts.record.errors import Invalid
from tests.contacts.messages.conftest import STAFF
from tests.contacts.messages.sms_service import SmsService, running
from tests.contacts.staff.people.conftest import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Generator[SmsService]:
    with running() as found:
        values = {
            "messages.sms_provider": "http", "messages.sms_address": found.address,
            "messages.sms_token": "t0ken", "messages.sms_sender": "CRM",
        }  # fmt: skip
        options.change(values=values, actor=STAFF)
        decided.forget()
        yield found


def text(contact: int, **more: Any) -> Communication:
    return operations.send(**({"contact": contact, "channel": "SMS", "content": "Hello Bob", "actor": STAFF} | more))


def carried(row: Communication) -> Communication:
    try:
        deliver(row.pk)
    finally:
        row.refresh_from_db()
    return row


def test_the_certificates_are_read_once(bob: int, service: SmsService, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Any] = []
    load = ssl.SSLContext.load_verify_locations
    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", lambda *args, **more: read.append(load(*args, **more)))
    certificates.cache_clear()
    for content in ("One", "Two", "Three"):
        carried(text(bob, content=content))
    assert (len(service.asked), len(read)) == (3, 1)


def test_without_a_service_an_sms_is_kept_as_a_file_to_its_number(bob: int, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "contacts.messages.delivery.folder.FolderBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    row = carried(text(bob))
    assert (row.state, row.recipient) == ("COMPLETED", "+35799123456")
    (file,) = tmp_path.iterdir()
    message = message_from_bytes(file.read_bytes())
    assert (message["To"], str(message.get_payload()).strip()) == ("+35799123456", "Hello Bob")


def test_a_service_gets_number_text_sender_and_token(bob: int, service: SmsService) -> None:
    row = carried(text(bob))
    ((path, headers, body),) = service.asked
    assert (row.state, path, headers["Authorization"]) == ("COMPLETED", "/send", "Bearer t0ken")
    assert headers["Idempotency-Key"] == str(row.uuid)
    assert json.loads(body) == {"to": "+35799123456", "text": "Hello Bob", "from": "CRM", "reference": str(row.uuid)}
    assert "t0ken" not in str(list(OptionValue.objects.values_list()))


def test_a_service_may_want_a_form(bob: int, service: SmsService) -> None:
    options.change(values={"messages.sms_form": "form"}, actor=STAFF)
    decided.forget()
    carried(text(bob, content="Γεια & ναι"))
    assert dict(httpx.QueryParams(service.asked[0][2].decode()))["text"] == "Γεια & ναι"


@pytest.mark.parametrize(
    ("status", "headers", "after"),
    [(429, {"Retry-After": "30"}, 30), (429, {"Retry-After": "99999"}, 3600), (500, {}, None), (401, {}, None),
     (302, {"Location": "http://127.0.0.1:1/"}, None)],
)  # fmt: skip
def test_a_service_that_cannot_now_is_asked_again(
    bob: int, service: SmsService, status: int, headers: dict[str, str], after: int | None
) -> None:
    service.answers = [(status, headers)]
    row = text(bob)
    with pytest.raises(Retry) as again:
        carried(row)
    assert again.value.after == (dt.timedelta(seconds=after) if after else None)
    assert (row.state, row.reason) == ("PENDING", f"The SMS service did not take the message now ({status}).")
    assert (carried(row).state, len(service.asked)) == ("COMPLETED", 2)
    assert {headers["Idempotency-Key"] for _, headers, _ in service.asked} == {str(row.uuid)}


def test_a_service_that_refuses_the_message_is_not_asked_again(bob: int, service: SmsService) -> None:
    service.answers = [(422, {})]
    row = carried(carried(text(bob)))
    assert (row.state, row.reason, len(service.asked)) == ("REJECTED", "The SMS service refused the message (422).", 1)


def test_a_slow_or_absent_service_holds_nobody_up(
    bob: int, service: SmsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms, "TIMEOUT", httpx.Timeout(0.1))
    service.slow = 0.3
    with pytest.raises(Retry, match="took too long"):
        carried(text(bob))
    options.change(values={"messages.sms_address": "http://127.0.0.1:1/"}, actor=STAFF)
    decided.forget()
    with pytest.raises(Retry, match="could not be reached"):
        carried(text(bob))


@pytest.mark.parametrize(
    "address", ["http://sms.example.org/", "ftp://x/", "https://u:p@sms.example.org/", "https://", "sms"]
)
def test_texts_and_tokens_do_not_travel_in_clear(address: str) -> None:
    with pytest.raises(Invalid):
        options.change(values={"messages.sms_address": address}, actor=STAFF)


def test_a_fax_is_no_telephone_and_a_number_needs_its_country(db: None) -> None:
    fax = make(first_name="Fay", phones=[{"number": "+357 22 123456", "type": "FAX"}, {"number": "12345"}])
    row = carried(text(fax))
    assert (row.state, row.reason) == ("REJECTED", "The contact has no number for SMS.")
    with pytest.raises(Invalid):
        text(fax, to="22 123456")
