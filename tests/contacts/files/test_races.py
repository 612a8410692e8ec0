"""Uploads side by side take no more than there is, and one that is killed leaves nothing that counts."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from contacts.files import queries, sweeping
from contacts.files.models import Space, StoredFile
from contacts.files.options import MOST_FROM_CONTACT, MOST_SPACE
from contacts.files.photos import operations as photos
from contacts.files.photos.models import Photo
from contacts.options import queries as options
from contacts.options.operations import change
from contacts.record.errors import Invalid
from tests import processes
from tests.contacts.directory.test_races import at_once
from tests.contacts.files import making
from tests.contacts.files.making import CONTACT, STAFF, contact, keep

pytestmark = pytest.mark.django_db(transaction=True)
KILLED = """
import os, signal, sys, django
django.setup()
from django.core.files.base import ContentFile
from contacts.files.storage import storing
from tests.contacts.files.making import keep, PDF
put = storing.put
def killed(key, content):
    put(key, content)
    os.kill(os.getpid(), signal.SIGKILL)
storing.put = killed
keep(int(sys.argv[1]), PDF)
"""


def outcomes(results: list[Any]) -> tuple[int, set[str]]:
    """How many were kept, and why the others were not."""
    kept = sum(isinstance(one, StoredFile) for one in results)
    why = {
        one.errors[0].code if isinstance(one, Invalid) else repr(one)
        for one in results
        if not isinstance(one, StoredFile)
    }
    return kept, why


def test_parallel_uploads_do_not_overrun_the_space() -> None:
    change(values={MOST_SPACE.name: 1}, actor=STAFF)
    options.forget()
    half = b"x" * (400 << 10)
    people = [contact() for _ in range(8)]
    assert outcomes(at_once(*(lambda one=one: keep(one, half) for one in people))) == (2, {"no_room"})
    assert Space.objects.get().used == 2 * len(half)


def test_parallel_uploads_of_one_contact_do_not_overrun_its_number() -> None:
    change(values={MOST_FROM_CONTACT.name: 3}, actor=STAFF)
    options.forget()
    bob = contact()
    works = [lambda: keep(bob, b"x", from_contact=True, actor=CONTACT)] * 8
    assert outcomes(at_once(*works)) == (3, {"too_many"})


def test_parallel_photos_leave_one_that_is_shown() -> None:
    bob = contact()
    rows = at_once(*([lambda: photos.set_photo(contact=bob, content=_picture(), actor=STAFF)] * 4))
    assert at_once(*(lambda row=row: photos.prepare(row.pk) for row in rows)) == [None] * 4
    assert sorted(Photo.objects.values_list("state", flat=True)) == ["ready", "removed", "removed", "removed"]


def _picture() -> Any:
    from django.core.files.base import ContentFile

    return ContentFile(making.jpeg(60, 60))


def test_an_upload_that_is_killed_counts_for_nothing(media: Path, checkout: Path, tmp_path: Path) -> None:
    """Killed when its bytes are there and its row is not yet more than a claim."""
    bob = contact()
    program = [sys.executable, "-c", KILLED, str(bob)]
    environment = processes.environment(
        DJANGO_SETTINGS_MODULE="tests.settings", STORAGE_URL=media.as_uri(), PYTHONWARNINGS="ignore"
    )
    done = subprocess.run(program, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert list(queries.of_contact(bob)) == []
    assert len([path for path in media.rglob("*") if path.is_file()]) == 1
    assert sweeping.sweep(now=timezone.now() + sweeping.CLAIM_LASTS) == 1
    assert [path for path in media.rglob("*") if path.is_file()] == []
    assert (StoredFile.objects.count(), Space.objects.get().used) == (0, 0)
    assert os.environ.get("STORAGE_URL") is None
