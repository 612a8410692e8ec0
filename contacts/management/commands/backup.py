"""``manage.py backup``: the database, the files and the keys of an installation, in one folder."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crmsite.backups import BackupError, back_up
from crmsite.env import read_text


class Command(BaseCommand):
    help = "Write the database, the files and the keys to a folder, while the installation goes on working."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder to make, like /mnt/backups/2026-11-30")

    def handle(self, *args: Any, **options: Any) -> None:
        os.umask(0o077)
        try:
            about = back_up(options["folder"], self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from None
        if not about.has_files:
            self.stdout.write("Files are in a bucket and not in here.")
        if given := [name for name in ("SECRET_KEY", "FIELD_KEYS") if read_text(os.environ, name)]:
            self.stdout.write(f"Keep {' and '.join(given)} too: without it sealed values cannot be read again.")
        self.stdout.write(f"{options['folder']} is complete. With its keys all is readable: keep it safe.")
