"""The demo: a few thousand made-up contacts, and logins that are kept where only the operator reads them."""

import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from contacts.access.accounts.operations import set_identity
from contacts.access.keys.operations import issue_key
from contacts.access.keys.scopes import SCOPES
from contacts.directory.models import Contact, ContactEmail
from contacts.generation.activity import live
from contacts.generation.generate import generate
from contacts.generation.trade import trade
from contacts.generation.welcome import welcome
from contacts.history.actor import Actor

DEMO_CONTACTS, DEMO_SEED, DEMO_BATCH = 3000, 1, 8  # small batches: each has its own day
DOORS = (
    "staff", "portal", "api_key", "webinone", "crmcom_selfservice", "crmcom_classic", "administrate", "lightening",
)  # fmt: skip
Logins = dict[str, Any]  # by door; one that is not there yet is None


def _staff() -> dict[str, str]:
    """One more staff user who may do everything, beside those whose passwords are not known here."""
    taken = set(User.objects.filter(username__startswith="demo").values_list("username", flat=True))
    name = next(name for name in ("demo", *(f"demo{n}" for n in range(2, len(taken) + 3))) if name not in taken)
    password = secrets.token_urlsafe(15)
    User.objects.create_superuser(name, password=password)
    return {"username": name, "password": password}


def _api_key() -> str:
    actor = Actor(kind="command", label="demo", door="command", door_detail="start --demo")
    return issue_key(name="Demo", scopes=SCOPES, actor=actor)[1]


def _portal() -> dict[str, str] | None:
    """The first person with an address of their own, as somebody who uses the portal; None when there is none."""
    emails = ContactEmail.objects.filter(is_primary=True, contact__kind="person", contact__is_archived=False)
    first = emails.filter(contact__is_active=True, contact__account=None).order_by("contact_id").first()
    if first is None:
        return None
    password = secrets.token_urlsafe(15)
    actor = Actor(kind="command", label="demo", door="command", door_detail="start --demo")
    set_identity(contact=first.contact_id, actor=actor, username=first.email, password=password)
    welcome(first.contact_id)
    return {"username": first.email, "password": password}


# Who makes the login of a door; rooms that get one add their line. Those of the second kind need the people.
MAKERS: dict[str, Callable[[], Any]] = {"staff": _staff, "api_key": _api_key}
LATER: dict[str, Callable[[], Any]] = {"portal": _portal}


def _file() -> Path:
    return Path(settings.VAR_DIR) / "demo-credentials.json"


def credentials() -> Logins | None:
    """What ``prepare`` made, or None where there is no demo data."""
    if not _file().is_file():
        return None
    kept: Logins = json.loads(_file().read_text())
    return {door: kept.get(door) for door in DOORS}


def prepare(*, say: Callable[[str], object], more: Mapping[str, Callable[[], Any]] | None = None) -> list[str]:
    """Load the demo data unless somebody is here already, and return its logins in lines for people.

    The logins are kept before the people come, and those come in one transaction: a start that is cut off is made
    good by the next one, and people who were here before are never taken for made-up ones. ``more`` are makers of
    logins for doors that lie above this package.
    """
    is_empty = not Contact.objects.exists()
    if credentials() is None and not is_empty:
        return ["There are contacts here already, so no made-up ones were added and no demo logins made."]
    found = _completed(credentials() or dict.fromkeys(DOORS), {**MAKERS, **(more or {})})
    if is_empty:
        say(f"Making {DEMO_CONTACTS:,} contacts up, once …")
        with transaction.atomic():
            for _ in generate(contacts=DEMO_CONTACTS, seed=DEMO_SEED, batch=DEMO_BATCH):
                pass
            live(seed=DEMO_SEED)
            trade(seed=DEMO_SEED)
    return list(described(_completed(found, LATER)))


def _completed(found: Logins, makers: Mapping[str, Callable[[], Any]]) -> Logins:
    """With a login for every door that has come since; each is kept as soon as it is made."""
    for door, make in makers.items():
        if found[door] is None:
            with transaction.atomic():
                found[door] = make()
                _keep(found)
    return found


def _keep(found: Logins) -> None:
    """Replace the file whole; only its owner may read it."""
    draft = _file().with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(found, file, indent=1)
    draft.replace(_file())


def described(found: Logins) -> Iterator[str]:
    """The logins as lines, those that exist."""
    for name, value in found.items():
        if isinstance(value, dict):
            yield f"{name:<20}" + "   ".join(f"{key} {text}" for key, text in value.items())
        elif value:
            yield f"{name:<20}{value}"
