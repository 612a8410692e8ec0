"""Mail over a real SMTP server: what it holds, what its answers lead to, and that nothing goes twice."""

import datetime as dt
import ssl
import threading
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from django.utils import timezone

from contacts.background import leasing
from contacts.background.errors import Retry
from contacts.background.models import Job
from contacts.directory import operations as door
from contacts.history.models import Happening
from contacts.messages import operations
from contacts.messages.delivery import mail
from contacts.messages.delivery.sending import deliver
from contacts.messages.models import Communication
from contacts.record.errors import Invalid
from contacts.record.parsing.parse import parse_patch
from tests.contacts.messages.certificates import certificate
from tests.contacts.messages.conftest import STAFF
from tests.contacts.messages.post_office import PostOffice, opened
from tests.contacts.staff.people.conftest import make

pytestmark = pytest.mark.django_db


def letter(contact: int | None, **more: Any) -> Communication:
    given = {"channel": "EMAIL", "subject": "Hello", "content": "How are you?\n", "actor": STAFF} | more
    return operations.send(contact=contact, **given)


def carried(row: Communication) -> Communication:
    """The message after one try."""
    try:
        deliver(row.pk)
    finally:
        row.refresh_from_db()
    return row


def test_a_mail_is_written_first_and_sent_by_its_job(bob: int, smtp: PostOffice) -> None:
    row = letter(bob)
    job = Job.objects.get(task="messages.send")
    assert (row.state, row.recipient, job.args, job.urgent) == (
        "PENDING", "", {"communication_id": row.pk}, False,
    )  # fmt: skip
    assert smtp.taken == []
    carried(row)
    assert (row.state, row.recipient, row.reason, row.sending_since) == ("COMPLETED", "bob@example.org", "", None)
    (taken,) = smtp.taken
    assert smtp.recipients == ["bob@example.org"]
    assert (taken["Subject"], taken["To"], taken["From"]) == ("Hello", "bob@example.org", "Contacts <crm@127.0.0.1>")
    assert taken["Message-ID"] == f"<{row.uuid}@127.0.0.1>"
    written = parsedate_to_datetime(taken["Date"]).replace(tzinfo=dt.UTC)
    assert abs(written - timezone.now()) < dt.timedelta(minutes=1)
    assert taken["Auto-Submitted"] is None, "a person wrote it"
    assert taken["List-Unsubscribe"] is None
    assert taken.get_content_type() == "text/plain"
    assert taken.get_content().strip() == "How are you?"
    happening = Happening.objects.get(contact_id=bob)
    assert (happening.kind, happening.actor_label, happening.about["how"]) == ("message_sent", "Ada", "by email")


def test_a_message_goes_out_once_however_often_it_is_asked_for(bob: int, smtp: PostOffice) -> None:
    row = letter(bob)
    for _ in range(3):
        carried(row)
    assert len(smtp.taken) == 1


def test_the_address_of_the_moment_counts(bob: int, smtp: PostOffice) -> None:
    row = letter(bob)
    patch = parse_patch({"emails": [{"email": "bob@new.example", "is_primary": True}]})
    door.update(contact=bob, patch=patch, actor=STAFF)
    carried(row)
    assert smtp.recipients == ["bob@new.example"]


def test_html_has_a_text_beside_it_and_nothing_that_acts(bob: int, smtp: PostOffice) -> None:
    dirty = '<h1>Offer</h1><p onclick="x()">Dear <b>Bob</b><script>alert(1)</script></p><a href="javascript:x">go</a>'
    row = carried(letter(bob, content="", html=dirty))
    (taken,) = smtp.taken
    assert [part.get_content_type() for part in taken.iter_parts()] == ["text/plain", "text/html"]
    plain, hyper = (part.get_content().strip() for part in taken.iter_parts())  # type: ignore[attr-defined]
    assert plain.splitlines() == ["Offer", "Dear Bob", "go"]
    assert hyper == '<h1>Offer</h1><p>Dear <b>Bob</b></p><a rel="noopener noreferrer">go</a>' == row.html


def test_a_busy_server_is_asked_again(bob: int, smtp: PostOffice) -> None:
    smtp.answers = ["450 4.2.1 bob@example.org is busy"]
    row = letter(bob)
    with pytest.raises(Retry) as again:
        carried(row)
    assert (row.state, row.reason, row.sending_since) == (
        "PENDING", "The mailbox is busy at the moment. (450)", None,
    )  # fmt: skip
    assert "bob" not in str(again.value)
    carried(row)
    assert (row.state, row.reason, row.attempts, len(smtp.taken)) == ("COMPLETED", "", 2, 1)


def test_a_refusal_is_told_in_plain_words_and_final(bob: int, smtp: PostOffice) -> None:
    smtp.refuse = {"bob@example.org": "550 5.1.1 no such user bob@example.org"}
    row = carried(letter(bob))
    assert (row.state, row.reason) == (
        "REJECTED", "There is no such mailbox, or it does not take mail from us. (550)",
    )  # fmt: skip
    carried(row)
    assert (row.attempts, smtp.tried) == (1, 0)
    assert Happening.objects.get(contact_id=bob).kind == "message_refused"


def test_a_line_cut_after_the_message_leads_to_the_same_message_id(bob: int, smtp: PostOffice) -> None:
    smtp.hang_up = 1
    row = letter(bob)
    with pytest.raises(Retry):
        carried(row)
    carried(row)
    assert row.state == "COMPLETED"
    assert {taken["Message-ID"] for taken in smtp.taken} == {row.message_id}


def test_a_slow_server_is_left_and_asked_again(bob: int, smtp: PostOffice, settings: Any) -> None:
    settings.EMAIL_TIMEOUT, smtp.hold = 0.2, threading.Event()
    row = letter(bob)
    with pytest.raises(Retry, match="took too long"):
        carried(row)
    smtp.hold.set()


def test_no_server_at_all_is_no_end(bob: int, smtp: PostOffice, settings: Any) -> None:
    settings.EMAIL_PORT = 1
    row = letter(bob)
    with pytest.raises(Retry, match="could not be reached"):
        carried(row)
    Communication.objects.filter(pk=row.pk).update(until=timezone.now())
    carried(row)
    assert (row.state, row.reason) == (
        "REJECTED",
        "Given up at the end of its time. The mail server could not be reached, or ended the connection.",
    )


def test_a_server_that_wants_a_password_and_tls_gets_both(
    bob: int, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain, key = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    office = PostOffice()

    def knows(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"crm", b"s3cret")
        return AuthResult(success=right, handled=False)

    controller = opened(office, tls_context=context, require_starttls=True, auth_required=True, authenticator=knows)
    try:
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = mail.SMTP, "localhost", controller.port
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = True, "crm", "s3cret"
        row = letter(bob)
        with pytest.raises(Retry, match="certificate could not be trusted"):
            carried(row)
        monkeypatch.setenv("SSL_CERT_FILE", str(chain))
        settings.EMAIL_HOST_PASSWORD = "wrong"
        with pytest.raises(Retry, match="refused our sign-in"):
            carried(row)
        settings.EMAIL_HOST_PASSWORD = "s3cret"
        assert carried(row).state == "COMPLETED"
    finally:
        controller.stop()
    assert [taken["Subject"] for taken in office.taken] == ["Hello"]


def test_no_header_can_be_smuggled_in(bob: int) -> None:
    for given in ({"subject": "Hi\r\nBcc: eve@example.org"}, {"subject": "Hi\nBcc: eve"}, {"name": "a\nb"}):
        with pytest.raises(Invalid):
            letter(bob, **given)
    with pytest.raises(Invalid):
        letter(bob, to="bob@example.org\nBcc: eve@example.org")
    assert not Communication.objects.exists()


@pytest.mark.parametrize("is_forked", [False, True])
def test_a_mark_of_a_living_worker_keeps_others_away_and_a_dead_ones_does_not(
    is_forked: bool, bob: int, smtp: PostOffice
) -> None:
    row = letter(bob)
    now = timezone.now()
    Communication.objects.filter(pk=row.pk).update(sending_since=now, sending_by=leasing.this_process())
    with pytest.raises(Retry, match="Another worker"):
        carried(row)
    assert smtp.taken == []
    worker, _, started = leasing.this_process().partition("#")
    host = worker.rpartition(":")[0]
    Communication.objects.filter(pk=row.pk).update(sending_by=f"{host}:99999999#{started if is_forked else '0000'}")
    carried(row)
    assert (row.state, len(smtp.taken)) == ("COMPLETED", 1)


def test_without_a_server_a_mail_is_a_file_named_by_its_message_id(bob: int, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = (
        "contacts.messages.delivery.folder.FolderBackend", str(tmp_path / "mail"),
    )  # fmt: skip
    row = carried(letter(bob))
    Communication.objects.filter(pk=row.pk).update(state="PENDING")  # as after a crash before the last write
    carried(row)
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == f"{row.uuid}@127.0.0.1.eml"
    assert (b"How are you?" in file.read_bytes(), file.stat().st_mode & 0o777) == (True, 0o600)


def test_nobody_is_written_to_without_an_address(db: None, smtp: PostOffice) -> None:
    row = carried(letter(make(first_name="Eve", emails=[{"email": "eve@example.org", "is_active": False}])))
    assert (row.state, row.reason) == ("REJECTED", "The contact has no email address.")
    row = carried(letter(None, to="Somebody@EXAMPLE.org"))
    assert (row.state, row.recipient) == ("COMPLETED", "Somebody@example.org")
