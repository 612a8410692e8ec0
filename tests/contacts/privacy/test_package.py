"""A copy holds everything that is kept of one contact, nothing of another, and takes no memory to speak of."""

import csv
import datetime as dt
import io
import json
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from contacts.background.models import Job
from contacts.directory.commands import NotFound
from contacts.files.photos.models import Photo
from contacts.history.models import Happening
from contacts.messages.models import Communication
from contacts.privacy import operations
from contacts.privacy.models import Package, PackageState
from contacts.privacy.packing.package import pack
from contacts.privacy.packing.sections import SECTIONS
from tests.contacts.files.making import jpeg, photo
from tests.contacts.portal.conftest import grace
from tests.contacts.portal.pages.conftest import hers_all, media
from tests.contacts.portal.pages.making import ADA, Things, mallory

__all__ = ["grace", "hers_all", "media"]


def packed(contact: int) -> zipfile.ZipFile:
    out = io.BytesIO()
    pack(contact, out, now=timezone.now())
    return zipfile.ZipFile(out)


@pytest.mark.usefixtures("dear")
def test_everything_is_in_it_and_nothing_of_anybody_else(hers_all: Things) -> None:
    photo(hers_all.contact, jpeg())
    mallory()
    copy = packed(hers_all.contact)
    names = {name for name in copy.namelist() if not name.startswith("files/")}
    assert names == {"README.txt", "details.csv", "photo.jpg", *(f"{name}.json" for name in SECTIONS)}
    found = {name: json.loads(copy.read(f"{name}.json")) for name in SECTIONS}
    assert {name: len(rows) for name, rows in found.items() if not rows} == {}
    assert found["orders"][0]["lines"][0]["name"] == "Chair"
    assert found["messages"][-1]["content"] == "The harbour is open."
    assert (found["consents"][0]["state"], found["consents"][0]["comment"]) == ("ACCEPTED", "Yes")
    assert found["changes"][-1]["actor_label"] == "System"
    assert found["account"][1]["subject"] == "grace@example.org"
    kept = [name for name in copy.namelist() if name.startswith("files/")]
    assert sorted(copy.read(name) for name in kept) == [b"letter 0.txt", b"terms 0.txt"]
    everything = b"".join(copy.read(name) for name in copy.namelist()).lower()
    assert b"mallory" not in everything
    assert b"argon2" not in everything


def test_the_table_is_for_taking_along(hers_all: Things) -> None:
    (row,) = csv.DictReader(io.StringIO(packed(hers_all.contact).read("details.csv").decode("utf-8-sig")))
    assert {"Grace", "Hill", "grace@example.org", "Limassol"} <= set(row.values())


def test_one_copy_at_a_time_and_the_newest_counts(hers_all: Things, media: Path) -> None:
    first = hers_all.package
    waiting = operations.ask(contact=hers_all.contact, actor=ADA)
    assert operations.ask(contact=hers_all.contact, actor=ADA) == waiting
    assert Job.objects.filter(task=operations.TASK).count() == 2
    assert Happening.objects.filter(kind="copy_asked").count() == 2
    for _ in range(2):  # safe twice
        operations.make(waiting.pk)
    assert operations.sweep() == 1
    first.refresh_from_db()
    assert (first.state, len(list((media / "packages").glob("*/*")))) == (PackageState.GONE, 1)
    with pytest.raises(NotFound):
        operations.ask(contact=10**9, actor=ADA)


def test_what_is_over_goes_and_so_does_what_a_crash_left(hers_all: Things, media: Path) -> None:
    lost = media / "packages" / "2020010100" / "lost"
    lost.parent.mkdir(parents=True)
    lost.write_bytes(b"x")
    assert operations.sweep(now=timezone.now() + dt.timedelta(hours=23)) == 0
    assert not lost.exists()
    assert operations.sweep(now=timezone.now() + dt.timedelta(hours=25)) == 1
    assert list((media / "packages").glob("*/*")) == []
    assert Package.objects.get().key == ""


def test_memory_stays_flat_however_much_there_is(hers_all: Things, tmp_path: Path) -> None:
    row = Communication.objects.filter(contact=hers_all.contact).values().first()
    assert row is not None
    peaks = []
    for more in (150, 450):
        many = [_message(row, n) for n in range(more)]
        Communication.objects.bulk_create(many, batch_size=200)
        many.clear()
        tracemalloc.start()
        with (tmp_path / "copy.zip").open("w+b") as out:
            pack(hers_all.contact, out, now=timezone.now())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 1 << 20
    assert Photo.objects.count() == 0


def _message(row: dict[str, Any], n: int) -> Communication:
    import uuid

    return Communication(**row | {"id": None, "uuid": uuid.uuid4(), "content": f"{n} " * 5000, "message_id": str(n)})
