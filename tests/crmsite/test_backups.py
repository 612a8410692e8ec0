"""An installation is backed up while it works, and an empty one becomes the same again."""

import os
import shutil
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from contacts.directory import operations as door
from contacts.history.actor import SYSTEM
from contacts.imports import operations as imports
from contacts.imports.models import Import
from contacts.record.parsing.parse import parse_patch
from crmsite import backups
from tests import services

pytestmark = pytest.mark.django_db(transaction=True)
ADA = {
    "first_name": "Ada", "last_name": "King", "emails": [{"email": "ada@example.org"}],
    "demographics": {"social_security_number": "AB123456"},
}  # fmt: skip
EXPORTED = "from django.core.management import call_command as c; c('verify'); c('export', {out!r}, '--format', 'json')"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    if connection.vendor == "postgresql" and shutil.which("pg_dump") is None:
        services.unavailable("postgresql", "pg_dump is not installed")
    door.create(patch=parse_patch(ADA), actor=SYSTEM)
    imports.receive(file=BytesIO(b"first name\nEve\n"), name="eve.csv", actor=SYSTEM)
    return tmp_path / "backup"


def manage(*command: str, var: Path, database: str) -> str:
    environment = os.environ | {"CRM_VAR": str(var), "DJANGO_SETTINGS_MODULE": "crmsite.settings"}
    environment = environment | {"DATABASE_URL": database} if database else environment
    if not database:
        environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "manage.py", *command], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def another_database() -> str:
    """An empty one beside that of the test."""
    if connection.vendor == "sqlite":
        return ""
    server, name = os.environ["DATABASE_URL"], f"{connection.settings_dict['NAME']}_restored"
    with psycopg.connect(server, autocommit=True) as maker:
        maker.execute(f'DROP DATABASE IF EXISTS "{name}"')
        maker.execute(f'CREATE DATABASE "{name}"')
    return services.another_database(server, name)


def test_an_empty_installation_becomes_what_was_backed_up(folder: Path, tmp_path: Path) -> None:
    """Contacts, sealed numbers and their keys, files; only its owner enters the backup."""
    call_command("backup", folder, stdout=StringIO())
    assert folder.stat().st_mode & 0o77 == 0
    database, var, out = another_database(), tmp_path / "var", tmp_path / "restored.json"
    said = manage("restore", str(folder), var=var, database=database)
    assert "1 contacts are there" in said
    said = manage("shell", "-v0", "-c", EXPORTED.format(out=str(out)), var=var, database=database)
    assert "1 contacts looked at: rows, snapshots, history, consents and search agree." in said
    here = b"".join(imports.export(None, format="json"))
    assert msgspec.json.decode(out.read_bytes()) == msgspec.json.decode(here)
    for name in ("field.key", "secret.key"):
        assert (var / name).read_bytes() == (settings.VAR_DIR / name).read_bytes()
    assert (var / "media" / str(Import.objects.get().file)).read_bytes() == b"first name\nEve\n"


def test_what_broke_off_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "copytree", stop)
    with pytest.raises(KeyboardInterrupt):
        call_command("backup", folder, stdout=StringIO())
    assert list(folder.parent.iterdir()) == []


def test_a_backup_is_never_written_over(folder: Path) -> None:
    folder.mkdir()
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", folder)


def test_what_would_be_lost_or_not_understood_is_not_restored(folder: Path) -> None:
    call_command("backup", folder, stdout=StringIO())
    with pytest.raises(CommandError, match=r"The database is not empty: it has \d+ tables"):
        call_command("restore", folder)
    about = msgspec.json.decode((folder / backups.ABOUT).read_bytes())
    for changes, sentence in (({"database": "oracle"}, "is of oracle, and DATABASE_URL names"), (None, "is no backup")):
        (folder / backups.ABOUT).write_bytes(msgspec.json.encode(about | changes) if changes else b"{}")
        with pytest.raises(CommandError, match=sentence):
            call_command("restore", folder)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"migrations": [("contacts", "9999_later")]}, "newer version, with 9999_later"), ({}, "names a bucket")],
)
def test_a_newer_backup_and_one_whose_files_have_no_place_are_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], sentence: str
) -> None:
    call_command("backup", folder, stdout=StringIO())
    about = msgspec.json.decode((folder / backups.ABOUT).read_bytes())
    (folder / backups.ABOUT).write_bytes(msgspec.json.encode(about | changes))
    monkeypatch.setattr(connection.introspection, "table_names", list)
    monkeypatch.setattr(backups, "default_storage", None)
    with pytest.raises(CommandError, match=sentence):
        call_command("restore", folder)


def test_programs_of_postgresql_that_are_missing_or_fail_are_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite needs none")
    about = backups.About(made_at=timezone.now(), database="postgresql", migrations=[], contacts=0, has_files=False)
    with monkeypatch.context() as context:
        context.setenv("PATH", "")
        with pytest.raises(CommandError, match="pg_dump is not on this machine"):
            call_command("backup", folder, stdout=StringIO())
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    monkeypatch.setattr(backups, "_about_now", lambda: about)
    with pytest.raises(CommandError, match=r"pg_dump ended with 1: .*connection to server"):
        call_command("backup", folder, stdout=StringIO())
    assert list(folder.parent.iterdir()) == []
