"""A customer comes in and is written to while workers are killed at every step: nothing is lost, nothing sent twice.

On SQLite it is the installation as it comes, without Redis; on PostgreSQL one with Redis. ``python -m tests.recovery``
kills at every place there is, many times over, in an order of its own.
"""

import os
import random
from collections.abc import Generator
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from django.db.models import Count

from contacts.access.accounts.models import Account
from contacts.access.keys.operations import issue_key
from contacts.access.keys.scopes import SCOPES
from contacts.background.models import Job
from contacts.files.photos.models import Photo
from contacts.history.actor import SYSTEM
from contacts.messages.models import Communication
from tests import PLAIN
from tests.contacts.files.making import jpeg
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
DRAWN = "contacts.files.photos.operations:_show:before"
PASSWORD, OTHER = "nine grey geese on ice", "eleven loud crows at sea"


@pytest.fixture
def here(tmp_path: Path, request: pytest.FixtureRequest, on_postgresql: bool) -> Generator[Installation]:
    with installation(tmp_path, request.getfixturevalue("redis_url") if on_postgresql else "") as started:
        yield started


def program(here: Installation) -> httpx.Client:
    """A program with a key, over its own connection."""
    scopes = [scope for scope in SCOPES if scope.endswith(":write")]
    key = issue_key(name="Shop", scopes=scopes, actor=SYSTEM)[1]
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.Client(base_url=f"{here.address}/api/v1/", headers=headers, timeout=60, verify=PLAIN)


def write(here: Installation, to: int, subject: str) -> None:
    """A program sends marketing mail."""
    body = {"channel": "EMAIL", "purpose": "marketing", "subject": subject, "content": "A book for you."}
    with program(here) as shop:
        assert shop.post(f"contacts/{to}/communications", json=body).status_code == 201


def ask(here: Installation, to: int, title: str) -> None:
    """A program asks for an approval."""
    body = {"entity": {"type": "ORDERS", "id": "7", "reference": "7"}, "title": title}
    with program(here) as shop:
        assert shop.post(f"contacts/{to}/approval-requests", json=body).status_code == 201


def send_photo(here: Installation, to: int) -> None:
    """A program sends a photo."""
    with program(here) as shop:
        sent = shop.put(f"contacts/{to}/photo", files={"file": ("me.jpg", jpeg(1100, 1100), "image/jpeg")})
        assert sent.status_code == 202


def unsubscribe(here: Installation, letter: EmailMessage) -> None:
    """As a mail program does it, with the link in the letter's head."""
    link = str(letter["List-Unsubscribe"]).strip(" <>")
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
    assert (laura.is_in, len(here.letters(mail))) == (True, 1)
    here.dies_at(LINKED)
    laura.submit("/portal/forgot/", {"username": mail})
    here.bury()
    assert laura.submit(here.link(mail), {"password": OTHER}).headers["Location"] == "/portal/sign-in/"
    assert not laura.is_in
    here.settle()
    contact = Account.objects.get().contact_id
    assert contact is not None
    write(here, contact, "News")
    here.settle()
    here.dies_at(CLOSED)
    ask(here, contact, "New terms")
    here.bury()
    here.settle()
    assert "/portal/approve/?token=" in here.text(here.letters(mail)[-1])
    here.dies_at(DRAWN)
    send_photo(here, contact)
    here.bury()
    here.settle()
    photo = Photo.objects.get()
    assert (photo.state, photo.widths) == ("ready", [256, 512, 1024])
    assert here.sent_twice() == []
    here.dies_at(CLAIMED)
    write(here, contact, "More news")
    here.worker.wait(60)
    unsubscribe(
        here, next(one for one in here.letters(mail) if one["Subject"] == "News")
    )  # while nobody is there to send
    here.bury()
    here.settle()
    assert "More news" not in [letter["Subject"] for letter in here.letters(mail)]
    the_one_window_that_smtp_leaves(here, laura, mail)
    assert_nothing_is_lost(here, rejected=1)
    assert here.workers == 7
    assert here.leaks(PASSWORD, OTHER) == {}
    assert not [word for word in (mail, "Laura", "Moss", "New terms") if word in here.log.read_text()]


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
        is_early = "grants" not in place and "photos" not in place
        if is_early:
            here.dies_at(place)
        laura.register(mail)
        if is_early:
            here.bury()
        assert laura.enter(here.code(mail)).status_code == 302
        if not is_early:
            here.dies_at(place)
            if "photos" in place:
                send_photo(here, Account.objects.latest("pk").contact_id or 0)
            else:
                laura.submit("/portal/forgot/", {"username": mail})
            here.bury()
            here.settle()
        assert laura.is_in
        window += place == TAKEN
        print(f"{n + 1:4} {PLACES[place]}: {len(here.letters(mail))} mail(s)")  # noqa: T201 - the report of the command
    assert_nothing_is_lost(here)
    assert len(here.sent_twice()) == window
    assert {(one.state, len(one.widths)) for one in Photo.objects.all()} <= {("ready", 3)}
    print(f"{ROUNDS} kills, 0 lost, {window} sent twice, all of these in the window of SMTP")  # noqa: T201
