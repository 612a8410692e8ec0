"""``manage.py start``: everything one installation needs, in one command."""

import secrets
import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from contacts.generation import demo
from crmsite import running


class Command(BaseCommand):
    help = "Migrate, make the first staff user, and run the web server and the worker until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="web processes")
        parser.add_argument("--demo", action="store_true", help="load made-up contacts, once, and print logins")

    def handle(self, *args: Any, **options: Any) -> None:
        _check_free(options["host"], options["port"])
        call_command("migrate", verbosity=0, interactive=False)
        if not settings.DEBUG:
            call_command("collectstatic", verbosity=0, interactive=False)
        if options["demo"]:
            for line in demo.prepare(say=self.stdout.write):
                self.stdout.write(line)
        elif not User.objects.filter(is_staff=True).exists():
            self._first_user()
        address = f"http://{options['host']}:{options['port']}"
        self.stdout.write(f"Staff desk   {address}/staff/")
        self.stdout.write("Ctrl-C stops everything.")
        self.stdout.flush()
        running.keep_running(
            [running.web(host=options["host"], port=options["port"], workers=options["workers"]), running.worker()]
        )

    def _first_user(self) -> None:
        password = secrets.token_urlsafe(15)
        User.objects.create_superuser("admin", password=password)
        self.stdout.write(f"First staff user   admin   password {password}   (shown once: change it)")


def _check_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as exc:
            raise CommandError(f"{host}:{port} cannot be used ({exc.strerror}). Choose another --port.") from None
