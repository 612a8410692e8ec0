"""Messages in real workers: killed while they send, and busy with other things when a code is asked for."""

import threading
from collections.abc import Generator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from contacts.background.models import Job, Worker
from contacts.background.operations import enqueue
from contacts.history.actor import SYSTEM
from contacts.messages import operations
from contacts.messages.models import Communication
from tests import processes
from tests.contacts.messages.post_office import PostOffice, opened
from tests.contacts.staff.people.conftest import make
from tests.contacts.vault.test_no_leaks import stored
from tests.forking import Forked

pytestmark = pytest.mark.django_db(transaction=True)
CODES = 20


@pytest.fixture
def office() -> Generator[tuple[PostOffice, str]]:
    """A mail server and its EMAIL_URL."""
    office = PostOffice()
    controller = opened(office)
    yield office, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def sending(log: Path, url: str) -> AbstractContextManager[Forked]:
    """A worker with the installation's own mail; the settings of tests keep mail in memory."""
    return processes.worker(log, EMAIL_URL=url, DJANGO_SETTINGS_MODULE="crmsite.settings")


def code(to: str, digits: str) -> Communication:
    return operations.send(
        contact=None, to=to, channel="EMAIL", template="access.code", values={"minutes": "5"},
        secrets={"code": digits}, urgent=True, actor=SYSTEM,
    )  # fmt: skip


def test_a_worker_killed_while_it_sends_loses_nothing_and_says_it_is_the_same(
    office: tuple[PostOffice, str], tmp_path: Path
) -> None:
    """Killed at the server's OK and before ours: SMTP cannot take it back, so the second one carries the same name."""
    server, url = office
    gate = server.hold = threading.Event()
    bob = make(first_name="Bob", emails=[{"email": "bob@example.org"}])
    row = operations.send(contact=bob, channel="EMAIL", subject="Once", content="Only once.", actor=SYSTEM)
    log = tmp_path / "log"
    with sending(log, url) as first:
        processes.until(lambda: len(server.taken) == 1, what="the mail to arrive", log=log)
        row.refresh_from_db()
        assert (row.state, row.sending_since is not None) == ("PENDING", True), "marked before the first byte"
        processes.kill(first)
    gate.set()
    with sending(log, url) as second:
        processes.until(lambda: Communication.objects.get(pk=row.pk).state == "COMPLETED", what="the rest", log=log)
        processes.kill(second)  # which needs no time for goodbyes
    assert [taken["Message-ID"] for taken in server.taken] == [row.message_id] * 2
    assert Job.objects.get(task="messages.send").state in ("done", "running")


def test_codes_do_not_queue_behind_five_hundred_slow_jobs(office: tuple[PostOffice, str], tmp_path: Path) -> None:
    server, url = office
    log, traces = tmp_path / "log", tmp_path / "traces"
    for _ in range(500):
        enqueue(name="practice.work", args={"path": str(traces), "seconds": 3})
    with sending(log, url) as process:
        processes.until(lambda: Job.objects.filter(state="running").count() == 4, what="four slow jobs", log=log)
        assert Worker.objects.exists()
        for number in range(CODES):
            code(f"p{number}@example.org", f"90{number:02}77")
        waiting = Communication.objects.filter(state="PENDING")
        processes.until(lambda: not waiting.exists(), what="the codes", log=log)
        ended = Job.objects.filter(task="practice.work", state="done").count()
        processes.kill(process)
    # Without lanes of their own they would come behind the 64 that are handed out already, sixteen rounds of 3 s; how
    # long it takes with them is for the clock of an idle machine to say: 0.3 s for 95 of 100.
    assert ended < 32
    assert len(server.taken) == CODES
    text = log.read_text() + stored()
    assert [n for n in range(CODES) if f"90{n:02}77" in text] == []
