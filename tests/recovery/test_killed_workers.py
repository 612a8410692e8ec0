"""A customer comes in and is written to while workers are killed at every step: nothing is lost, nothing sent twice.

On SQLite it is the installation as it comes, without Redis; on PostgreSQL one with Redis. ``python -m tests.recovery``
kills at every place there is, many times over, in an order of its own.
"""

import os
import random
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest
from django.db.models import Count

from contacts.access.accounts.models import Account
from contacts.access.keys.operations import issue_key
from contacts.background.models import Job
from contacts.history.actor import SYSTEM
from contacts.messages.models import Communication
from tests.recovery.conftest import Visit
from tests.recovery.faults import PLACES
from tests.recovery.installation import Installation, installation
from tests.recovery.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("CRM_RECOVERY_ROUNDS", "0"))
SEED = int(os.environ.get("CRM_RECOVERY_SEED", "1"))
MADE, COMMITTED = "contacts.access.codes.posting:_send:after", "contacts.access.codes.posting:send:after"
LINKED = "contacts.access.grants.operations:_send:after"
TAKEN = "contacts.messages.delivery.mail:post:after"
CLAIMED, CLOSED = "contacts.messages.delivery.claiming:claim:after", "contacts.messages.delivery.claiming:close:after"
PASSWORD, OTHER = "nine grey geese on ice", "eleven loud crows at sea"


@pytest.fixture
def here(tmp_path: Path, request: pytest.FixtureRequest, on_postgresql: bool) -> Generator[Installation]:
    with installation(tmp_path, request.getfixturevalue("redis_url") if on_postgresql else "") as started:
        yield started


def write(here: Installation, to: int, subject: str) -> None:
    """A program sends marketing mail."""
    key = issue_key(name="Shop", scopes=["messages:write", "messages:read"], actor=SYSTEM)[1]
    body = {"channel": "EMAIL", "purpose": "marketing", "subject": subject, "content": "A book for you."}
    sent = httpx.post(
        f"{here.address}/api/v1/contacts/{to}/communications", json=body, headers={"Authorization": f"Bearer {key}"}
    )
    assert sent.status_code == 201, sent.text


def unsubscribe(here: Installation, to: str) -> None:
    """As a mail program does it, with the link in the newest letter."""
    link = str(here.letters(to)[-1]["List-Unsubscribe"]).strip(" <>")
    path = httpx.URL(link).raw_path.decode()
    done = httpx.post(here.address + path, data={"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200


def assert_nothing_is_lost(here: Installation, *, rejected: int = 0) -> None:
    """Every mail was decided, every sent one is with the server, every job ended and none was blamed for its deaths."""
    states = Communication.objects.values_list("state").annotate(Count("id")).order_by()
    assert dict(states) == {"COMPLETED": Communication.objects.count() - rejected} | (
        {"REJECTED": rejected} if rejected else {}
    )
    sent = Communication.objects.filter(state="COMPLETED").values_list("message_id", flat=True)
    assert {str(letter["Message-ID"]) for letter in here.post.taken} == set(sent)
    assert set(Job.objects.exclude(args={}).values_list("state", flat=True)) == {"done"}


def test_a_customer_comes_in_while_workers_are_killed(here: Installation, visit: Visit) -> None:
    laura, mail = visit(here.address), "laura@example.org"
    here.dies_at(MADE)
    assert laura.register(mail, password=PASSWORD, by_email="on").headers["Location"] == "/portal/code/"
    here.bury()
    assert laura.enter(here.code(mail)).headers["Location"] == "/portal/"
    assert laura.is_in
    here.dies_at(LINKED)
    laura.submit("/portal/forgot/", {"username": mail})
    here.bury()
    assert laura.submit(here.link(mail), {"password": OTHER}).headers["Location"] == "/portal/sign-in/"
    assert not laura.is_in
    here.settle()
    contact = Account.objects.get().contact_id
    assert contact is not None
    here.dies_at(CLOSED)
    write(here, contact, "News")
    here.bury()
    here.settle()
    assert here.sent_twice() == []
    here.dies_at(CLAIMED)
    write(here, contact, "More news")
    here.worker.wait(60)
    unsubscribe(here, mail)  # while nobody is there to send
    here.bury()
    here.settle()
    assert "More news" not in [letter["Subject"] for letter in here.letters(mail)]
    the_one_window_that_smtp_leaves(here, laura, mail)
    assert_nothing_is_lost(here, rejected=1)
    assert here.workers == 6


def the_one_window_that_smtp_leaves(here: Installation, laura: Visitor, mail: str) -> None:
    """Killed between the server's OK and our writing it down: the mail goes twice, under one Message-ID."""
    here.dies_at(TAKEN)
    laura.submit("/portal/forgot/", {"username": mail})
    here.bury()
    assert laura.submit(here.link(mail), {"password": PASSWORD}).headers["Location"] == "/portal/sign-in/"
    here.settle()
    row = Communication.objects.filter(template="access.reset").latest("pk")
    assert here.sent_twice() == [row.message_id]
    first, second = (letter for letter in here.letters(mail) if letter["Message-ID"] == row.message_id)
    assert first.get_content() == second.get_content()


@pytest.mark.skipif(not ROUNDS, reason="takes minutes: python -m tests.recovery")
def test_every_place_in_any_order(here: Installation, visit: Visit) -> None:
    draw, window = random.Random(SEED), 0
    places = (list(PLACES) * (ROUNDS // len(PLACES) + 1))[:ROUNDS]
    draw.shuffle(places)
    for n, place in enumerate(places):
        laura, mail = visit(here.address, number=n), f"laura{n}@example.org"
        here.dies_at(place)
        if "grants" in place:
            here.order.unlink()
            laura.register(mail)
            laura.enter(here.code(mail))
            here.dies_at(place)
            laura.submit("/portal/forgot/", {"username": mail})
            here.bury()
            assert laura.open(here.link(mail)).status_code == 200
        else:
            laura.register(mail)
            here.bury()
            assert laura.enter(here.code(mail)).status_code == 302
        assert laura.is_in
        window += place == TAKEN
        print(f"{n + 1:4} {PLACES[place]}: {len(here.letters(mail))} mail(s)")  # noqa: T201 - the report of the command
    assert_nothing_is_lost(here)
    assert len(here.sent_twice()) == window
    print(f"{ROUNDS} kills, 0 lost, {window} sent twice, all of these in the window of SMTP")  # noqa: T201
