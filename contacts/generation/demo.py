"""The demo: a few thousand made-up contacts, and logins that are kept where only the operator reads them."""

import json
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User

from contacts.generation.generate import generate

DEMO_CONTACTS, DEMO_SEED = 3000, 1
USERNAME = "demo"


def _file() -> Path:
    return Path(settings.VAR_DIR) / "demo-credentials.json"


def credentials() -> dict[str, Any] | None:
    """What ``prepare`` made, or None; keys of parts that are not there yet are null."""
    return json.loads(_file().read_text()) if _file().is_file() else None


def prepare(*, say: Callable[[str], object]) -> list[str]:
    """Load the demo data unless it is there, and return its logins in lines for people."""
    found = credentials()
    if found is None:
        say(f"Making {DEMO_CONTACTS} contacts up, once …")
        for _ in generate(contacts=DEMO_CONTACTS, seed=DEMO_SEED):
            pass
        found = _make()
    return list(described(found))


def _make() -> dict[str, Any]:
    password = secrets.token_urlsafe(12)
    user, _ = User.objects.get_or_create(username=USERNAME, defaults={"is_staff": True, "is_superuser": True})
    user.set_password(password)
    user.save()
    found: dict[str, Any] = {"staff": {"username": USERNAME, "password": password}}
    found |= dict.fromkeys(
        ("portal", "api_key", "webinone", "crmcom_selfservice", "crmcom_classic", "administrate", "lightening")
    )
    handle = os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(found, file)
    return found


def described(found: dict[str, Any]) -> Iterator[str]:
    """The logins as lines, those that exist."""
    for name, value in found.items():
        if isinstance(value, dict):
            yield f"{name:<20}" + "   ".join(f"{key} {text}" for key, text in value.items())
        elif value:
            yield f"{name:<20}{value}"
