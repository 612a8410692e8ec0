"""``manage.py credentials``: the logins of the demo data, for programs that try the product out."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contacts.generation import demo


class Command(BaseCommand):
    help = "Print the credentials of the demo data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        found = demo.credentials()
        if found is None:
            raise CommandError("There is no demo data here; manage.py start --demo makes it.")
        if options["json"]:
            self.stdout.write(json.dumps(found))
            return
        for line in demo.described(found):
            self.stdout.write(line)
