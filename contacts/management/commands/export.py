"""``manage.py export``: every contact, or those that match, as CSV, XLSX, vCard or JSON."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contacts.directory import queries
from contacts.directory.finding import filtering
from contacts.imports import operations
from contacts.imports.writing import FORMATS
from contacts.record.errors import Invalid


class Command(BaseCommand):
    help = "Export contacts to a file, or to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="where to write; standard output when absent")
        parser.add_argument("--format", choices=sorted(FORMATS), help="guessed from the file's ending, else csv")
        parser.add_argument("--search", default="")
        parser.add_argument("--filter", default="", help="the filter language in JSON")
        parser.add_argument("--archived", action="store_true", help="archived contacts too")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            where = filtering.parse_filter(options["filter"]) if options["filter"] else None
        except Invalid as exc:
            raise CommandError(str(exc)) from None
        rows = queries.found(search=options["search"], where=where, archived=None if options["archived"] else False)
        chunks = operations.export(rows.order_by("pk"), format=options["format"] or self._guess(options["file"]))
        if not options["file"]:
            for chunk in chunks:
                sys.stdout.buffer.write(chunk)
            return
        with Path(options["file"]).open("wb") as out:
            for chunk in chunks:
                out.write(chunk)

    def _guess(self, name: str | None) -> Any:
        ending = Path(name or "").suffix.lstrip(".").lower()
        return next((key for key, form in FORMATS.items() if form.ending == ending), "csv")
