"""What a worker has another process do, as it has threads of its own."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from contacts.directory.models import Contact
from contacts.history.actor import Actor
from contacts.imports import apart, operations, running
from contacts.imports.models import Import, ImportState
from tests.services import another_database

ROWS = 6000
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def begun(tmp_path: Path) -> Import:
    path = tmp_path / "people.csv"
    rows = (f"Ada,Nr{n},person{n}@example.org,{'x' * 200}" for n in range(ROWS))
    path.write_text("\n".join(("first name,last name,email,notes", *rows)))
    with path.open("rb") as file:
        source = operations.receive(file=file, name=path.name, actor=Actor(kind="staff", label="t", door="import"))
    assert source.size > apart.LEAST
    return operations.begin(source=source, in_background=False)


def test_a_large_file_is_brought_in_by_another_process(begun: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "postgresql":
        url = another_database(os.environ["DATABASE_URL"], str(connection.settings_dict["NAME"]))
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setattr(running, "run", None)  # not here
    apart.run(begun.pk)
    begun.refresh_from_db()
    assert (begun.state, begun.read, begun.created) == (ImportState.DONE, ROWS, ROWS)
    assert Contact.objects.count() == ROWS


def test_a_process_that_did_not_finish_is_an_error(begun: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite nothing runs beside the worker")
    killed: Any = subprocess.CompletedProcess([], -9)
    monkeypatch.setattr(subprocess, "run", lambda *args, **options: killed)
    with pytest.raises(apart.NotFinished, match="ended with -9"):
        apart.run(begun.pk)


def test_the_process_stops_when_its_worker_has_ended(begun: Import) -> None:
    with pytest.raises(CommandError, match="Stopped"):
        call_command("import", "--resume", str(begun.pk), "--for", "1")
    begun.refresh_from_db()
    assert begun.state == ImportState.RUNNING
    assert 1000 <= begun.read < ROWS
    call_command("import", "--resume", str(begun.pk), "--for", str(os.getppid()))
    assert Contact.objects.count() == ROWS
