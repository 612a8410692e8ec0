"""``manage.py restore``: an empty installation becomes what a backup holds."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crmsite.backups import BackupError, restore


class Command(BaseCommand):
    help = "Fill an empty installation from a folder that backup wrote."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder that backup wrote")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            about = restore(options["folder"], self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{about.contacts:,} contacts are there as on {about.made_at:%d %B %Y, %H:%M} UTC. "
            "manage.py start goes on from there; manage.py verify proves that all is equal."
        )
