"""What may be sent, when consents are asked, and what is done with a message afterwards."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from contacts.background.errors import Retry
from contacts.background.models import Job
from contacts.consents import queries as consents
from contacts.directory import operations as door
from contacts.directory.commands import NotFound
from contacts.messages import keeping, operations, queries, unsubscribing
from contacts.messages.delivery.sending import deliver
from contacts.messages.models import Communication
from contacts.record.errors import Invalid
from contacts.record.parsing.parse import parse_patch
from tests.contacts.messages.conftest import STAFF
from tests.contacts.messages.post_office import PostOffice
from tests.contacts.messages.test_mail import carried, letter

pytestmark = pytest.mark.django_db


def say(contact: int, purpose: str, state: str, channel: str = "EMAIL") -> None:
    patch = parse_patch({"consents": {purpose: {channel: state}}})
    door.update(contact=contact, patch=patch, actor=STAFF)


def in_app(contact: int, **more: Any) -> Communication:
    given = {"channel": "INAPP", "title": "News", "content": "There is something new.", "actor": STAFF} | more
    return operations.send(contact=contact, **given)


def test_marketing_goes_only_to_those_who_said_yes_when_it_goes(bob: int, smtp: PostOffice) -> None:
    first = letter(bob, purpose="marketing")
    assert carried(first).reason == "The contact does not agree to marketing by email."
    say(bob, "marketing", "ACCEPTED")
    second, third = letter(bob, purpose="marketing"), letter(bob, purpose="marketing")
    assert carried(second).state == "COMPLETED"
    say(bob, "marketing", "REJECTED")
    assert (carried(third).state, len(smtp.taken)) == ("REJECTED", 1)


def test_marketing_can_be_stopped_from_the_mail_itself(bob: int, smtp: PostOffice) -> None:
    say(bob, "marketing", "ACCEPTED")
    row = carried(letter(bob, purpose="marketing", html="<p>Buy</p>"))
    (taken,) = smtp.taken
    address = unsubscribing.address(row)
    assert taken["List-Unsubscribe"].strip() == f"<{address}>"
    assert taken["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for part in taken.iter_parts():
        assert address in part.get_content()  # type: ignore[attr-defined]
    opened = unsubscribing.opened(address.rpartition("/")[2])
    assert opened == row
    assert unsubscribing.opened(address.rpartition("/")[2] + "x") is None
    assert unsubscribing.opened(row.uuid.hex) is None


def test_service_stops_when_it_is_rejected_and_security_never(bob: int, smtp: PostOffice) -> None:
    say(bob, "service", "REJECTED")
    assert carried(letter(bob)).state == "REJECTED"
    assert carried(letter(bob, purpose="security")).state == "COMPLETED"
    door.archive(contact=bob, actor=STAFF)
    assert carried(letter(bob, purpose="service")).reason == "The contact is archived."


def test_a_stranger_gets_what_was_asked_for_and_no_more(db: None, smtp: PostOffice) -> None:
    assert carried(letter(None, to="x@example.org", purpose="marketing")).state == "REJECTED"
    assert carried(letter(None, to="x@example.org")).state == "COMPLETED"
    with pytest.raises(Invalid):
        letter(None)
    with pytest.raises(NotFound):
        letter(999_999)


def test_the_app_has_its_messages_at_once(bob: int) -> None:
    row = in_app(bob, link="app://offers/7", image="https://example.org/a.png")
    assert (row.state, row.posted_at is not None, Job.objects.count()) == ("COMPLETED", True, 0)
    later = in_app(bob, due=timezone.now() + dt.timedelta(hours=1))
    assert (later.state, Job.objects.count()) == ("PENDING", 1)
    say(bob, "service", "REJECTED", "INAPP")
    assert in_app(bob).state == "REJECTED"


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"channel": "PIGEON"}, "channel"), ({"purpose": "fun"}, "purpose"), ({"language": "XX"}, "language"),
        ({"content": "  "}, "content"), ({"content": "\x00"}, "content"), ({"link": "javascript:alert(1)"}, "link"),
        ({"image": "data:image/png;base64,"}, "image"), ({"to": "nobody"}, "to"),
        ({"attachments": ["1"]}, "attachments"), ({"subject": "x" * 501}, "subject"),
    ],
)  # fmt: skip
def test_what_cannot_be_sent_is_said_at_its_place(bob: int, given: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as refused:
        letter(bob, **given)
    assert [fault.path for fault in refused.value.errors] == [path]
    assert not Communication.objects.exists()


def test_marks_keep_their_first_time_and_can_be_taken_back(bob: int) -> None:
    row, first = in_app(bob), timezone.now()
    assert queries.unread(bob) == 1
    for hours in (0, 5):
        row = operations.mark(
            communication=row.pk, viewed=True, clicked=True, actor=STAFF, now=first + dt.timedelta(hours=hours)
        )
    assert (row.viewed_at, row.clicked_at, row.archived_at, queries.unread(bob)) == (first, first, None, 0)
    row = operations.mark(communication=row.pk, archived=True, viewed=False, actor=STAFF, now=first)
    assert (row.viewed_at, row.archived_at) == (None, first)
    assert [list(queries.of_contact(bob, archived=one)) for one in (True, False)] == [[row], []]


def test_a_waiting_message_can_be_cancelled_and_a_sent_one_cannot(bob: int, smtp: PostOffice) -> None:
    row = letter(bob)
    assert operations.cancel(communication=row.pk, actor=STAFF)
    carried(row)
    assert (row.state, row.reason, smtp.taken) == ("REJECTED", "Cancelled by Ada.", [])
    operations.retry(communication=row.pk, actor=STAFF)
    assert carried(row).state == "COMPLETED"
    assert not operations.cancel(communication=row.pk, actor=STAFF)
    with pytest.raises(Invalid, match="sent already"):
        operations.retry(communication=row.pk, actor=STAFF)


def test_a_message_whose_job_ended_is_given_up_and_told(bob: int) -> None:
    now = timezone.now()
    lost, waiting = letter(bob, until=now - dt.timedelta(hours=1)), letter(bob)
    assert keeping.tidy() == 1
    lost.refresh_from_db()
    waiting.refresh_from_db()
    assert (lost.state, lost.reason, waiting.state) == ("REJECTED", "Given up at the end of its time.", "PENDING")


def test_statements_do_not_grow_with_what_is_there(bob: int, queries: Any) -> None:
    counts = []
    for _ in range(3):
        with queries(connection) as sent:
            row = letter(bob)
        with queries(connection) as delivered:
            carried(row)
        counts.append((len(sent), len(delivered)))
    assert len(set(counts[1:])) == 1
    assert counts[-1][0] <= 6
    assert counts[-1][1] <= 14


@pytest.mark.django_db(transaction=True)
def test_workers_that_race_send_once(bob: int, smtp: PostOffice) -> None:
    row = letter(bob)
    start, outcomes = threading.Barrier(8), []

    def race() -> None:
        start.wait()
        try:
            deliver(row.pk)
            outcomes.append("done")
        except Retry:
            outcomes.append("held")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=race) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    row.refresh_from_db()
    assert (len(smtp.taken), len(outcomes), row.state) == (1, 8, "COMPLETED")


def test_one_click_stops_marketing_and_the_log_says_how(client: Client, bob: int) -> None:
    """As a mail program does it for its user: a POST without cookies or a page before (RFC 8058)."""
    say(bob, "marketing", "ACCEPTED")
    row = letter(bob, purpose="marketing")
    path = unsubscribing.address(row).partition("8000")[2]
    assert client.get(path).status_code == 200
    assert client.get(path + "x").status_code == 404
    assert consents.last(bob, "marketing", "EMAIL").state == "ACCEPTED", "a look changes nothing"  # type: ignore[union-attr]
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    event = consents.last(bob, "marketing", "EMAIL")
    assert event is not None
    assert (event.state, event.door, event.comment) == ("REJECTED", "portal", f"By the link in message {row.pk}")
    assert consents.address_of(event) == "127.0.0.1"
    assert "Bob" not in client.get(path).content.decode()
    assert strict.post(path).status_code == 200, "twice does no harm"
