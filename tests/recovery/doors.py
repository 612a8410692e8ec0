"""Every address of the product, filled with the ids of one contact's things, and what a request wrote."""

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver
from msgspec import Struct

from contacts.approvals import operations as approvals
from contacts.consents import operations as consents
from contacts.files import operations as files
from contacts.messages import operations as messages
from tests.contacts.commerce.making import ADA, booking, case, contact, order

CANARY = "Kanarienvogel"
PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
COUNTED = frozenset({"contacts_tally", "django_session", "contacts_keyuse"})
"""What may be written for everybody: counters of tries, and when somebody or a key was seen."""


class Things(Struct, frozen=True):
    """One of everything that a contact has; ``places`` is the id to put after a segment of an address."""

    contact: int
    places: dict[str, str]


def things() -> Things:
    """A contact with one of everything, the canary in each of their texts."""
    of = contact(last_name=CANARY, notes=CANARY, emails=[{"email": f"{CANARY}@example.org"}])
    bought = order(of, name=CANARY)
    sent = messages.send(contact=of, channel="INAPP", subject=CANARY, content=CANARY, actor=ADA)
    kept = files.keep(contact=of, name=f"{CANARY}.txt", content=ContentFile(CANARY.encode()), actor=ADA)
    asked = approvals.ask(contact=of, title=CANARY, text=CANARY, actor=ADA)
    consents.record(contact=of, purpose="marketing", channel="EMAIL", state="ACCEPTED", comment=CANARY, actor=ADA)
    places = {
        "contacts": of, "contact": of, "orders": bought.pk, "cases": case(of, form={"name": CANARY}).pk,
        "bookings": booking(of, event={"name": CANARY}).pk, "communications": sent.pk, "outgoing": sent.pk,
        "files": kept.uuid, "approval-requests": asked.pk, "consents": "marketing", "marketing": "EMAIL",
    }  # fmt: skip
    return Things(of, {name: str(value) for name, value in places.items()})


def routes() -> Iterator[str]:
    """Every route of the product as it is written in the table."""

    def below(patterns: list[Any], before: str) -> Iterator[str]:
        for one in patterns:
            route = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from below(one.url_patterns, route)
            elif isinstance(one, URLPattern):
                yield route

    yield from below(get_resolver().url_patterns, "")


def address(route: str, of: Things) -> str:
    """An address of ``route`` that means the things ``of`` this contact where it can."""
    while found := PLACE.search(route):
        before = route[: found.start()].rstrip("/").rpartition("/")[2]
        plain = {"uuid": "00000000-0000-4000-8000-000000000000", "str": "x", "slug": "x", "path": "x"}
        value = of.places.get(before) or plain.get(found[1] or "str", "1")
        route = route[: found.start()] + value + route[found.end() :]
    return f"/{route}"


@contextmanager
def written() -> Generator[set[str]]:
    """The tables that are written to meanwhile, also when it is taken back; counters do not count."""
    tables: set[str] = set()

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if (found := WRITES.match(sql)) and found[1] not in COUNTED:
            tables.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield tables


def text_of(response: Any) -> str:
    """The whole body, streamed or not."""
    body = b"".join(response.streaming_content) if getattr(response, "streaming", False) else response.content
    return bytes(body).decode("utf-8", "replace")
