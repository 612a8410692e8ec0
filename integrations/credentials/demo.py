"""The demo's credential of each dialect, in the words of its programs; a new dialect adds a row."""

from collections.abc import Callable
from typing import Any

from contacts.access.apps import operations as apps
from contacts.history.actor import Actor
from contacts.lookups.models import Organisation
from integrations.credentials.operations import issue

ACTOR = Actor(kind="command", label="demo", door="command", door_detail="start --demo")
Words = Callable[[Any, str], Any]  # (credential, secret) → what ``credentials --json`` prints


def _names(first: str, second: str) -> Words:
    return lambda row, secret: {first: row.username, second: secret}


WORDS: dict[str, Words] = {
    "crmcom_classic": lambda row, secret: {
        "username": row.username,
        "password": secret,
        "organisation": row.organisation.name,
    },
    "administrate": _names("username", "password"),
    "lightening": lambda row, secret: {"token": f"{row.username}.{secret}"},
    "webinone": _names("client_id", "client_secret"),
}


def _maker(dialect: str, words: Words) -> Callable[[], Any]:
    def make() -> Any:
        organisation = Organisation.objects.order_by("pk").values_list("pk", flat=True).first()
        row, secret = issue(dialect=dialect, name="Demo", actor=ACTOR, organisation=organisation)
        return words(row, secret)

    return make


def _app() -> Any:
    """Customers' own apps have a key of their own, which names the app and opens nothing by itself."""
    return {"api_key": apps.issue(name="Demo", actor=ACTOR)[1]}


MAKERS: dict[str, Callable[[], Any]] = {dialect: _maker(dialect, words) for dialect, words in WORDS.items()}
MAKERS["crmcom_selfservice"] = _app
