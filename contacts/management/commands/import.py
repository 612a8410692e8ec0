"""``manage.py import FILE``: bring contacts in from CSV, XLSX or vCard."""

import getpass
import json
import os
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contacts.history.actor import Actor
from contacts.imports import operations, running
from contacts.imports.models import Import, ImportState
from contacts.imports.problems import FileRefused
from contacts.imports.values.dates import ORDERS
from contacts.management import garbage
from contacts.record.errors import Invalid
from contacts.tables.away import DATABASE_AWAY
from contacts.tables.lanes import LaneLost

SHOWN_FAULTS = 50


class Command(BaseCommand):
    help = "Import contacts from a CSV, XLSX or vCard file. Interrupted, it goes on with --resume ID."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?")
        parser.add_argument("--dry-run", action="store_true", help="decide every row, store no contact")
        parser.add_argument("--match", default="", help="keys that find a contact to update: email,external_id,…")
        parser.add_argument("--mapping", default="", help='JSON: {"column": "neutral path"}; guessed when absent')
        parser.add_argument(
            "--dates", default="", choices=tuple(ORDERS), help="what comes first in 09/12/1906; guessed when absent"
        )
        parser.add_argument("--resume", type=int, metavar="ID", help="go on with an import that was cut off")
        parser.add_argument("--for", type=int, metavar="PROCESS", help="stop when this is not the parent any more")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            source = self._resumed(options["resume"]) if options["resume"] else self._begun(options)
        except FileRefused as exc:
            raise CommandError(str(exc)) from None
        except Invalid as exc:
            raise CommandError("; ".join(f"--{e.path}: {e.message}" for e in exc.errors)) from None
        except DATABASE_AWAY as exc:
            raise CommandError(f"The database does not answer ({_first_line(exc)}).") from None
        self.started, self.parent = time.monotonic(), options["for"]
        go_on = f"Go on with: manage.py import --resume {source.pk}"
        try:
            with garbage.seldom():
                source = running.run(source.pk, progress=self._show)
            self._summary(source)
        except KeyboardInterrupt:
            raise CommandError(f"Stopped. {go_on}") from None
        except LaneLost as exc:
            raise CommandError(f"{exc} {go_on}") from None
        except DATABASE_AWAY as exc:
            raise CommandError(
                f"The database broke off ({_first_line(exc)}). What was imported stays. {go_on}"
            ) from None

    def _begun(self, options: dict[str, Any]) -> Import:
        if not options["file"]:
            raise CommandError("Name a file, or an import to --resume.")
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        mapping = _mapping_asked(options["mapping"])
        actor = Actor(kind="command", label=getpass.getuser(), door="import", door_detail=path.name)
        match = [key.strip() for key in options["match"].split(",") if key.strip()]
        with path.open("rb") as file:
            source = operations.bring(
                file=file, name=path.name, actor=actor, match=match, mapping=mapping, dry_run=options["dry_run"],
                in_background=False, dates=options["dates"],
            )  # fmt: skip
        for column in operations.columns_of(source):
            rule = source.mapping["columns"].get(column)
            order = f", read with the {ORDERS[rule['dates']]}" if rule and rule["dates"] else ""
            self.stdout.write(f"  {column} → {rule['target']}{order}" if rule else f"  {column} is left out")
        return source

    def _resumed(self, import_id: int) -> Import:
        source = Import.objects.filter(pk=import_id).first()
        if source is None or source.state not in (ImportState.WAITING, ImportState.RUNNING):
            raise CommandError(f"There is no unfinished import {import_id}.")
        return source

    def _show(self, source: Import) -> None:
        if self.parent and self.parent != os.getppid():  # whoever takes over must not find this at work
            raise KeyboardInterrupt
        rate = source.read / max(time.monotonic() - self.started, 0.001)
        end = "\r" if sys.stdout.isatty() else "\n"
        self.stdout.write(f"  {source.read} of {source.total} rows, {rate:.0f} a second", ending=end)

    def _summary(self, source: Import) -> None:
        for row in source.rows.filter(outcome="refused").order_by("number")[:SHOWN_FAULTS]:
            for fault in row.faults:
                where = f", column {fault['column']}" if fault["column"] else ""
                self.stdout.write(f"  row {row.number}{where}: {fault['message']}")
        word = "would be " if source.dry_run else ""
        self.stdout.write(
            f"{source.read} rows: {source.created} {word}created, {source.updated} {word}updated, "
            f"{source.unchanged} unchanged, {source.refused} refused"
        )
        if source.state == ImportState.FAILED:
            raise CommandError(source.error)


def _first_line(exc: Exception) -> str:
    """What a driver says, without its advice."""
    return str(exc).strip().partition("\n")[0]


def _mapping_asked(text: str) -> dict[str, Any] | None:
    """``--mapping``, None when it was not given; raises ``CommandError``."""
    try:
        mapping = json.loads(text) if text else {}
    except ValueError:
        mapping = None
    if not isinstance(mapping, dict):
        raise CommandError('--mapping must be a JSON object, like {"Mail": "emails[1].email"}.')
    return mapping or None
