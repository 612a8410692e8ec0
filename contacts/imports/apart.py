"""An import in a process of its own, for a worker: it has threads, and beside those no lane may be forked."""

import os
import subprocess
import sys

from django.conf import settings
from django.db import connection

from contacts.imports import running
from contacts.imports.models import Import, ImportState

LEAST = 1 << 20  # bytes; a smaller file is in before another process has started


class NotFinished(Exception):
    """The process ended before the import did; whoever runs it again goes on where it stands."""


def run(import_id: int) -> None:
    """As ``running.run``. The process stops behind its current rows when this one ends."""
    source = Import.objects.get(pk=import_id)
    if connection.vendor != "postgresql" or source.size < LEAST:
        running.run(import_id)
        return
    command = [sys.executable, "manage.py", "import", "--resume", str(import_id), "--for", str(os.getpid())]
    ended = subprocess.run(  # noqa: S603 - our own program
        command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    source.refresh_from_db()
    if source.state in (ImportState.WAITING, ImportState.RUNNING):
        raise NotFinished(f"The process of import {import_id} ended with {ended.returncode}.")
