"""Files that ask for too much work are refused where anybody may ask, and taken from the operator."""

import io
from pathlib import Path
from typing import Any

import pytest

from contacts.directory.models import Contact
from contacts.history.actor import Actor
from contacts.imports import operations, running
from contacts.imports.models import Import, ImportState
from contacts.imports.problems import FileRefused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "media")}
        }
    }  # fmt: skip


def run(kind: Any, rows: int) -> Import:
    file = io.BytesIO(b"First name,Last name\n" + b"".join(b"Ada,N%d\n" % n for n in range(rows)))
    actor = Actor(kind=kind, label="somebody", door="import")
    source = operations.receive(file=file, name="people.csv", actor=actor)
    return running.run(operations.begin(source=source, in_background=False).pk)


def test_too_many_rows_are_refused_before_the_first_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MOST_ROWS", 100)
    assert run("staff", 100).state == ImportState.DONE
    before = Contact.objects.count()
    refused = run("key", 101)
    assert (refused.state, refused.read) == (ImportState.FAILED, 0)
    assert "At most 100 rows (got 101)" in refused.error
    assert Contact.objects.count() == before
    assert run("command", 101).created == 101


def test_too_large_a_file_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "MOST_BYTES", 200)
    with pytest.raises(FileRefused) as caught:
        run("staff", 100)
    assert caught.value.problem.code == "too_big"
    assert Import.objects.count() == 0
    assert run("command", 100).created == 100
