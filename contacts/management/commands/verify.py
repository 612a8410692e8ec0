"""``manage.py verify``: prove that snapshots, history, consents and search agree with the rows."""

import sys
from argparse import ArgumentParser
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contacts.consents.log import heads
from contacts.consents.log import proving as consents
from contacts.directory.models import Contact
from contacts.directory.proving import prove

SHOWN = 1000  # differences; more say nothing new


class Command(BaseCommand):
    help = "Prove that snapshots, history, consents and search agree; ends with 1 and a list where they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sample", type=int, metavar="N", help="look at N contacts taken by chance, not at all")

    def handle(self, *args: Any, **options: Any) -> None:
        sample = options["sample"]
        if sample is not None and sample < 1:
            raise CommandError("--sample needs a number from 1 on.")
        self.seen, found = 0, 0
        total = Contact.objects.count()
        self.total = total if sample is None else min(sample, total)
        found_by_contact = prove(sample=sample, progress=self._show, also=(consents.differences,))
        for difference in chain(found_by_contact, consents.strays(), heads.differences()):
            found += 1
            if found <= SHOWN:
                self.stdout.write(f"  {difference}")
        if found:
            raise CommandError(f"{self.seen} contacts looked at, {found} differences.")
        self.stdout.write(f"{self.seen} contacts looked at: rows, snapshots, history, consents and search agree.")

    def _show(self, seen: int) -> None:
        self.seen = seen
        if sys.stdout.isatty():
            self.stdout.write(f"  {seen} of {self.total}", ending="\r")
