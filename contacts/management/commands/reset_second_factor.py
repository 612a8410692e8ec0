"""``manage.py reset_second_factor NAME``: for the one who lost phone and recovery codes, and has nobody to ask."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from contacts.access.errors import Refused
from contacts.access.factors import operations
from contacts.history.actor import Actor


class Command(BaseCommand):
    help = "Take the second factor away from a staff user; the password alone signs in again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the user name")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["name"], is_staff=True).first()
        if user is None:
            raise CommandError(f"There is no staff user {options['name']}.")
        actor = Actor(kind="command", label=getpass.getuser(), door="command", door_detail="reset_second_factor")
        try:
            operations.reset(user, reason="on the server", actor=actor)
        except Refused as refused:
            raise CommandError(f"{user}: {refused}") from None
        self.stdout.write(f"{user} signs in with the password alone now, and is signed out everywhere.")
