"""A backup is a folder: the database as it was at one moment, the files, the keys, and what proves the consent log.

Files are copied after the database, so that what a row of the copy names is there. PostgreSQL's own programs write and
read its part, SQLite's online backup that of SQLite; nobody need stop working meanwhile.
"""

import datetime as dt
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import msgspec
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from msgspec import Struct

from contacts.directory.models import Contact

ABOUT, FILES, OF_VAR = "backup.json", "files", ("secret.key", "field.key", "consents")
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
PAGES = 2_000  # of SQLite, copied at once between two looks at who else wants the database
Say = Callable[[str], object]


class BackupError(Exception):
    """Why a folder cannot be written or read as a backup, as a sentence."""


class About(Struct, frozen=True, kw_only=True):
    """What a backup says of itself; ``has_files`` is false where files are kept elsewhere, in a bucket."""

    made_at: dt.datetime
    database: str
    migrations: list[tuple[str, str]]
    contacts: int
    has_files: bool


def back_up(target: Path, say: Say) -> About:
    """Write the folder ``target``, which appears when it is complete. Raises ``BackupError``."""
    if target.exists():
        raise BackupError(f"{target} is there already. Name a folder that is not.")
    draft = target.with_name(f"{target.name}.partial")
    shutil.rmtree(draft, ignore_errors=True)  # of a run that was killed
    draft.mkdir(parents=True, mode=0o700)
    try:
        about = _about_now()
        say(f"The database, with {about.contacts:,} contacts …")
        (_dump if connection.vendor == "postgresql" else _copy)(draft / DATABASE[connection.vendor])
        if files := _files():
            say("The files …")
            _copy_tree(files, draft / FILES)
        for name in OF_VAR:
            _copy_tree(settings.VAR_DIR / name, draft / name)
        (draft / ABOUT).write_bytes(msgspec.json.format(msgspec.json.encode(about)))
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return about


def restore(source: Path, say: Say) -> About:
    """Fill an empty installation from ``source``; the database comes last and whole, so what broke off can be repeated.

    Raises ``BackupError``.
    """
    about = _about(source)
    _check(about)
    os.umask(0o077)
    for name in OF_VAR:
        _copy_tree(source / name, settings.VAR_DIR / name)
    if about.has_files and (files := _files()):
        say("The files …")
        _copy_tree(source / FILES, files)
    say(f"The database, with {about.contacts:,} contacts …")
    (_load if about.database == "postgresql" else _put)(source / DATABASE[about.database])
    return about


def _about_now() -> About:
    return About(
        made_at=dt.datetime.now(dt.UTC),
        database=connection.vendor,
        migrations=sorted(MigrationRecorder(connection).applied_migrations()),
        contacts=Contact.objects.count(),
        has_files=_files() is not None,
    )


def _about(source: Path) -> About:
    try:
        return msgspec.json.decode((source / ABOUT).read_bytes(), type=About)
    except (OSError, msgspec.DecodeError) as error:
        raise BackupError(f"{source} is no backup: {ABOUT} cannot be read ({error}).") from error


def _check(about: About) -> None:
    """That this installation can take it and has nothing to lose."""
    if about.database != connection.vendor:
        raise BackupError(f"This backup is of {about.database}, and DATABASE_URL names {connection.vendor}.")
    if tables := connection.introspection.table_names():
        raise BackupError(f"The database is not empty: it has {len(tables)} tables. Restore into an empty one.")
    known = MigrationLoader(None).disk_migrations or {}
    if newer := [name for app, name in about.migrations if (app, name) not in known]:
        raise BackupError(f"This backup was made by a newer version, with {newer[-1]}. Install that one first.")
    if about.has_files and _files() is None:
        raise BackupError("This backup has files, and STORAGE_URL names a bucket: they would not be found there.")


def _files() -> Path | None:
    """Where uploaded files are, unless they are in a bucket."""
    return Path(default_storage.location) if isinstance(default_storage, FileSystemStorage) else None


def _copy_tree(source: Path, target: Path) -> None:
    """A file, or a folder with all there is in it; what is deleted meanwhile, or is not there, is left out."""
    if source.is_dir():
        shutil.copytree(source, target, copy_function=_copy_file, dirs_exist_ok=True)
    else:
        _copy_file(source, target)


def _copy_file(source: str | Path, target: str | Path) -> None:
    with suppress(FileNotFoundError):
        shutil.copy2(source, target)


def _copy(target: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy, pages=PAGES)


def _put(source: Path) -> None:
    target = Path(connection.settings_dict["NAME"])
    connection.close()
    draft = target.with_name(f"{target.name}.partial")
    shutil.copy2(source, draft)
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    draft.replace(target)


def _dump(target: Path) -> None:
    _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"], last="")


def _load(source: Path) -> None:
    whole = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments"]
    _run("pg_restore", [*whole, "--dbname"], last=str(source))


def _run(program: str, options: list[str], *, last: str) -> None:
    """A program of PostgreSQL's; the password goes by its environment, where no other user reads it."""
    (_, *arguments), environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, options)
    command = [program, *arguments, *([last] if last else [])]
    connection.close()
    try:
        done = subprocess.run(  # noqa: S603 - our own words, and what DATABASE_URL says
            command, env=os.environ | (environment or {}), stderr=subprocess.PIPE, text=True, check=False
        )
    except FileNotFoundError:
        raise BackupError(f"{program} is not on this machine. Install PostgreSQL's client programs.") from None
    if done.returncode:
        raise BackupError(f"{program} ended with {done.returncode}: {done.stderr.strip()[-1000:]}")
