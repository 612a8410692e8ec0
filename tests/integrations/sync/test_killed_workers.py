"""A real worker fetches from a vendor in a process of its own and is killed on the way: nobody is lost or doubled.

CRM_SYNC_CONTACTS=100000 runs it at that size and tells time and memory.
"""

import os
import time
from pathlib import Path

import pytest
from django.db.models import Count

from contacts.background.models import Job
from contacts.directory.models import Contact
from contacts.history.models import Change
from integrations.connections.models import ExternalId
from integrations.sync import operations as sync
from integrations.sync.models import Run
from tests import processes
from tests.integrations.sync.making import STAFF, connection, counts
from tests.vendors.child import spawn

pytestmark = pytest.mark.django_db(transaction=True)
CONTACTS = int(os.environ.get("CRM_SYNC_CONTACTS", "400"))
KILLED_AT = (0.2, 0.5) if CONTACTS > 10_000 else (0.3,)  # of the contacts
MOST_GROWTH = 40 << 10  # kB while the second half of what is left comes in


def resident(pid: int) -> int:
    """Memory of a process in kB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def test_a_fetch_goes_on_behind_its_last_page(tmp_path: Path) -> None:
    with spawn("administrate", tmp_path) as vendor:
        vendor.add(CONTACTS)
        run = sync.start_run(connection=connection(vendor).pk, actor=STAFF)
        for part in KILLED_AT:
            _killed(run, round(part * CONTACTS), tmp_path / "log")
        began, first, memory = time.monotonic(), _seen(run), []
        with processes.worker(tmp_path / "log") as worker:
            while Run.objects.filter(pk=run.pk, state="running").exists():
                memory.append((_seen(run), resident(worker.pid)))
                time.sleep(0.1)
        seconds = time.monotonic() - began
    run.refresh_from_db()
    assert (run.state, counts(run), run.last_error) == ("done", {"created": CONTACTS}, "")
    assert Contact.objects.count() == ExternalId.objects.count() == Change.objects.count() == CONTACTS
    assert not ExternalId.objects.values("contact").annotate(times=Count("id")).filter(times__gt=1).exists()
    assert Job.objects.filter(task="sync.run", deaths__gt=0).exists()
    late = [size for seen, size in memory if seen >= (first + CONTACTS) / 2] or [0]
    assert late[-1] - late[0] < MOST_GROWTH, memory
    told = f"{(CONTACTS - first) / seconds:.0f} contacts a second, at most {max(size for _, size in memory) >> 10} MB"
    print(f"{told}, {late[-1] - late[0]} kB more in the second half")  # noqa: T201 - with -s


def _killed(run: Run, seen: int, log: Path) -> None:
    """A worker that is killed when it has so many."""
    with processes.worker(log) as worker:
        processes.until(lambda: _seen(run) >= seen, what=f"{seen} contacts", log=log, seconds=3600)
        processes.kill(worker)


def _seen(run: Run) -> int:
    return Run.objects.values_list("seen", flat=True).get(pk=run.pk)
