"""Static files: named by their content and packed once for each state of them, not at every start."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

UNUSED = ["redoc"]  # the documents are shown by Swagger UI; this is half of what packages bring


def collect() -> bool:
    """Gather what browsers are given; False when that was done for these very files."""
    root = Path(settings.STATIC_ROOT)
    note, state = root.with_name(f"{root.name}.state"), _state()
    if root.is_dir() and note.is_file() and note.read_text() == state:
        return False
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=UNUSED)
    note.write_text(state)
    return True


def _state() -> str:
    """What would be gathered, by size and time, and in which way."""
    found = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list(UNUSED):
            at = Path(storage.path(name)).stat()
            found.update(f"{name} {at.st_size} {at.st_mtime_ns}\n".encode())
    return found.hexdigest()
