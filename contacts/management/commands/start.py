"""``manage.py start``: everything one installation needs, in one command."""

import os
import secrets
import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from contacts.generation import demo
from crmsite import assets, running
from crmsite.watchdog import Watchdog
from integrations.credentials import demo as dialect_logins

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what a browser on this machine calls them


class Command(BaseCommand):
    is_announced = False
    help = "Migrate, make the first staff user, and run the web server and the worker until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen at (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen at (8000)")
        parser.add_argument("--workers", type=int, default=2, help="web processes (2)")
        parser.add_argument("--demo", action="store_true", help="load made-up contacts, once, and print logins")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port, workers = options["host"], options["port"], options["workers"]
        if not 0 < port < 65536:
            raise CommandError(f"--port must be from 1 to 65535 (got {port}).")
        _check_free(host, port)
        if workers < 1:
            raise CommandError(f"--workers must be 1 or more (got {workers}).")
        os.umask(0o077)  # the database, the files and the mail are about people
        self._prepare(with_demo=options["demo"])
        connections.close_all()
        os.environ.setdefault(
            "PUBLIC_BASE_URL", _address(host, port)
        )  # for the children: what links in mail begin with
        worker, watchdog = running.worker(), Watchdog()
        running.keep_running(
            [running.web(host=host, port=port, workers=workers), worker],
            each_turn=lambda: self._announce(host, port),
            is_stuck=lambda child: child is worker and watchdog.is_silent(child.pid),
        )
        self.stdout.write("Stopped.")

    def _prepare(self, *, with_demo: bool) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if not settings.DEBUG:
            assets.collect()
        if with_demo:
            for line in demo.prepare(say=self._say, more=dialect_logins.MAKERS):
                self.stdout.write(line)
        if not User.objects.filter(is_staff=True, is_active=True).exists():
            password = secrets.token_urlsafe(15)
            User.objects.create_superuser("admin", password=password)
            self.stdout.write(f"First staff user    admin   password {password}   (shown once: change it)")

    def _announce(self, host: str, port: int) -> None:
        """Print the addresses, once they answer."""
        if self.is_announced or not _answers(ANYWHERE.get(host, host), port):
            return
        self.is_announced, address = True, _address(host, port)
        self._say(f"Staff desk          {address}/staff/")
        self._say(f"Portal              {address}/portal/")
        self._say(f"API                 {address}/api/v1/   described at {address}/api/docs/")
        self._say("Ctrl-C stops everything.")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _address(host: str, port: int) -> str:
    shown = ANYWHERE.get(host, host)
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


def _check_free(host: str, port: int) -> None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, OverflowError) as exc:
        why = getattr(exc, "strerror", None) or exc
        raise CommandError(f"Cannot listen at {host} port {port} ({why}). Choose another --host or --port.") from None


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=0.2):
            return True
    except OSError:
        return False
