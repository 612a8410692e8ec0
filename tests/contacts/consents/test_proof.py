"""``verify`` names what does not fit in the log, and the heads outside the database catch what a chain alone cannot."""

import datetime as dt
import json
from collections.abc import Callable
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.consents import operations
from contacts.consents.log import chain, guard, heads
from contacts.consents.log.proving import differences, strays, verify_chain
from contacts.consents.models import ConsentEvent, Wording
from contacts.directory.models import ConsentNow
from tests.contacts.consents.answers import STAFF, make, say

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)
HARMS: dict[str, tuple[Callable[[], Any], str]] = {
    "state": (lambda: _events(2).update(state="ACCEPTED"), "consent event 2: does not fit"),
    "who": (lambda: _events(1).update(actor_label="Nobody"), "consent event 1: does not fit"),
    "when": (lambda: _events(1).update(at=NOON), "consent event 1: does not fit"),
    "wording swapped": (lambda: _events(3).update(wording=None), "consent event 3: does not fit"),
    "text of the wording": (lambda: Wording.objects.update(text="Yes to all"), "consent event 3: does not fit"),
    "hash": (lambda: _events(2).update(hash="0" * 64), "consent event 2: does not fit"),
    "one gone": (lambda: _events(2).delete(), "consent event 3: stands where number 2 is missing"),
    "last gone": (lambda: _events(3).delete(), "consents.marketing.SMS: differs"),
    "all gone": (lambda: ConsentEvent.objects.all().delete(), "consents.marketing.EMAIL: differs"),
    "current state": (lambda: ConsentNow.objects.all().delete(), "consents.marketing.EMAIL: differs"),
}


def _events(number: int) -> Any:
    return ConsentEvent.objects.filter(number=number)


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path / "consents"


@pytest.fixture
def unguarded(db: None) -> None:
    """As somebody who owns the database may."""
    guard.remove(connection)


@pytest.fixture
def ada(folder: Path) -> int:
    ada = make({"marketing": {"EMAIL": "ACCEPTED"}})
    say(ada, "REJECTED")
    wording = operations.publish(purpose="marketing", text="May we?", actor=STAFF)
    say(ada, "ACCEPTED", channel="SMS", wording=wording.pk, ip="203.0.113.7")
    make({"service": {"ANY": "REJECTED"}})
    return ada


def test_a_sound_log_is_told_so(ada: int) -> None:
    out = StringIO()
    call_command("verify", stdout=out)
    assert out.getvalue() == "2 contacts looked at: rows, snapshots, history, consents and search agree.\n"
    assert (list(verify_chain()), list(strays())) == ([], [])


@pytest.mark.parametrize("harm", HARMS)
def test_a_harm_is_named(ada: int, unguarded: None, harm: str) -> None:
    work, named = HARMS[harm]
    work()
    found = [str(difference) for difference in differences([ada])]
    assert any(line.startswith(f"contact {ada}: {named}") for line in found), found
    with pytest.raises(CommandError):
        call_command("verify", stdout=StringIO())


def test_events_of_nobody_are_named(ada: int, unguarded: None) -> None:
    _events(1).filter(purpose="service").update(contact_id=404)
    assert [str(difference) for difference in strays()] == ["contact 404: has consent events but no row"]


@pytest.mark.parametrize("size", [1, 3])
def test_statements_do_not_grow_with_contacts(size: int) -> None:
    contacts = [make({"marketing": {"EMAIL": "ACCEPTED"}}) for _ in range(size)]
    with CaptureQueriesContext(connection) as asked:
        assert list(differences(contacts)) == []
    assert len(asked) == 3


def test_the_form_of_the_chain_stays() -> None:
    """Chains that were written once must be provable for ever."""
    at = dt.datetime(2026, 1, 2, 3, 4, 5, 6, dt.timezone(dt.timedelta(hours=2)))
    values = (
        *(17, 1, "marketing", "EMAIL", "ACCEPTED", "", 3, "consent", "Grüße", "k.token"),
        *("desk", "", "staff", 7, "Grace", "r1", 2, at),
    )
    text = (
        '[17,1,"marketing","EMAIL","ACCEPTED","",3,"consent","Grüße","k.token","desk","","staff",7,"Grace","r1",2,'
        '"2026-01-02T01:04:05.000006+00:00","ab","cd"]'
    )
    assert chain.link(values, wording="ab", before="cd") == sha256(text.encode()).hexdigest()


# The head of a day, outside the database


def back(days: int) -> None:
    """Make every event older, as if written then: a test's own way around the chain."""
    for event in ConsentEvent.objects.order_by("contact_id", "number"):
        before = ConsentEvent.objects.filter(contact=event.contact_id, number=event.number - 1).first()
        event.at -= dt.timedelta(days=days)
        values = [getattr(event, name) for name in chain.COLUMNS]
        digest = event.wording.digest if event.wording else ""
        event.hash = chain.link(values, wording=digest, before=before.hash if before else "")
        event.save()


@pytest.fixture
def yesterday(ada: int, unguarded: None, folder: Path) -> Path:
    """The head of a day whose events stand in the log."""
    back(2)
    file = heads.write_head(now=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    assert file.parent == folder
    return file


def test_the_head_of_a_day_is_written_once(yesterday: Path) -> None:
    told = json.loads(yesterday.read_text())
    assert (told["day"], told["contacts"], len(told["digest"]), told["previous"]) == (yesterday.stem, 2, 64, "")
    say(make(), "ACCEPTED")
    assert heads.write_head(now=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)) == yesterday
    assert json.loads(yesterday.read_text()) == told
    assert list(heads.differences()) == []  # what came since is no difference
    following = heads.write_head(now=dt.datetime.now(dt.UTC) + dt.timedelta(days=1, hours=1))
    assert json.loads(following.read_text())["contacts"] == 3
    assert list(heads.differences()) == []


def test_a_day_that_has_hardly_ended_waits(folder: Path) -> None:
    midnight = dt.datetime(2026, 3, 5, 0, 59, tzinfo=dt.UTC)
    assert heads.write_head(now=midnight).name == "2026-03-03.json"
    assert heads.write_head(now=midnight + dt.timedelta(minutes=1)).name == "2026-03-04.json"


def test_a_chain_made_anew_by_somebody_who_can_is_found(yesterday: Path, ada: int) -> None:
    ConsentEvent.objects.filter(contact=ada, number=2).update(state="ACCEPTED")
    ConsentNow.objects.filter(contact=ada, channel="EMAIL").update(state="ACCEPTED")
    back(0)  # every hash fits again
    assert list(differences([ada])) == []
    assert [str(one) for one in heads.differences()] == [
        f"consents/{yesterday.name}: the consent log is not what it was at the end of that day"
    ]


def test_a_head_that_was_altered_is_found(yesterday: Path) -> None:
    heads.write_head(now=dt.datetime.now(dt.UTC) + dt.timedelta(days=1, hours=1))
    yesterday.write_text(yesterday.read_text().replace('"contacts": 2', '"contacts": 1'))
    assert [str(one) for one in heads.differences()] == [f"consents/{yesterday.name}: was altered after it was written"]


def test_an_erasure_leaves_the_heads_provable(yesterday: Path, ada: int) -> None:
    say(ada, "ACCEPTED")
    operations.erase(contact=ada, actor=STAFF)
    assert list(heads.differences()) == []
    with pytest.raises(CommandError):  # while the contact itself is still there
        call_command("verify", stdout=StringIO())
