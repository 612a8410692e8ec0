"""What is asked of the product and of the plain application: the same questions, in each one's own words."""

import base64
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from msgspec import Struct

from contacts.directory.finding.orders import cursor as cursor_text
from contacts.directory.models import Contact
from contacts.generation.generate import contact
from contacts.history.actor import Actor
from tests.benchmarks.measuring import Request

API = "/api/v1/contacts"
ACTOR = Actor(kind="command", label="benchmark", door="command")
TURNS = 40  # different questions of a case


class Case(Struct, frozen=True):
    """One line of the report. ``grows`` cases are those whose times must not grow with the number of contacts.

    What is ``remembered`` is measured as it is again and again, and as it is the first time.
    """

    name: str
    product: list[Request]
    plain: list[Request]
    grows: bool = False
    remembered: bool = False


def cases(key: str) -> list[Case]:
    """The reading cases, about contacts picked evenly from all there are."""
    picked = _picked()
    towns = sorted({town for town in (_town(record) for record in picked) if town})
    rare = [email for record in picked if (email := _email(record))]
    common = [f"{record.last_name} {_town(record)}" for record in picked if record.last_name]
    ids = [record.pk for record in picked]
    middle = picked[len(picked) // 2]
    headers = (("Authorization", f"Bearer {key}"),)

    def ours(*questions: dict[str, Any]) -> list[Request]:
        return [Request("GET", f"{API}?{urlencode({'limit': 100, **question})}", headers) for question in questions]

    def theirs(*questions: dict[str, Any]) -> list[Request]:
        return [Request("GET", f"{API}?{urlencode(question)}") for question in questions]

    position = base64.b64encode(urlencode({"p": middle.pk}).encode()).decode()
    by_name = cursor_text(middle.sort_name, middle.pk)
    levels = [_and(_is("custom.club.level", level), _is("tags", "VIP")) for level in ("Gold", "Silver", "Bronze")]
    scores = [_and(_is("custom.club.score", score), _is("status", "Lead")) for score in range(0, 100, 7)]
    days = [{"created_at__gte": record.created_at.isoformat(), "order": "created_at"} for record in picked]
    return [
        Case("list of 100", ours({}), theirs({})),
        Case(
            "detail", [Request("GET", f"{API}/{id_}", headers) for id_ in ids],
            [Request("GET", f"{API}/{id_}") for id_ in ids], grows=True,
        ),
        Case("search, few", _each(ours, "search", rare), _each(theirs, "search", rare[:3]), grows=True),
        Case("search, many", _each(ours, "search", common), _each(theirs, "search", common[:3]), grows=True),
        Case("filter, town", _each(ours, "addresses.town", towns), _each(theirs, "addresses.town", towns), grows=True),
        Case("filter, custom and tag", ours(*levels), [], grows=True),
        Case("filter, custom and status", ours(*scores), [], grows=True),
        Case("filter, created", ours(*days), [], grows=True),
        Case("first page by name", ours({"order": "name"}), [], grows=True),
        Case("newest first", ours({"order": "-updated_at"}), [], grows=True),
        Case("deep page", ours({"after": cursor_text(middle.pk, middle.pk)}), theirs({"cursor": position}), grows=True),
        Case("deep page by name", ours({"order": "name", "after": by_name}), [], grows=True),
    ]  # fmt: skip


def _each(make: Any, name: str, values: Sequence[str]) -> list[Request]:
    found: list[Request] = make(*({name: value} for value in values[:TURNS]))
    return found


def _is(field: str, value: object) -> dict[str, object]:
    return {"field": field, "op": "eq", "value": value}


def _and(*members: dict[str, object]) -> dict[str, object]:
    return {"filter": json.dumps({"and": members}), "order": "name"}


def _picked() -> list[Contact]:
    total = Contact.objects.count()
    step = max(1, total // TURNS)
    low = Contact.objects.order_by("pk").values_list("pk", flat=True)[0]
    rows = Contact.objects.filter(pk__in=[low + n * step for n in range(min(total, TURNS))]).order_by("pk")
    return list(rows.prefetch_related("addresses", "emails"))


def _town(record: Contact) -> str:
    return next((address.town for address in record.addresses.all()), "")


def _email(record: Contact) -> str:
    return next((email.email for email in record.emails.all()), "")


def pages(ids: Sequence[int], cookie: str) -> list[Case]:
    """The desk's pages."""
    headers = (("Cookie", cookie),)
    page = "/staff/contacts/"

    def page_of(**question: str) -> list[Request]:
        return [Request("GET", f"{page}?{urlencode(question)}" if question else page, headers)]

    return [
        Case("desk: list", page_of(), [], grows=True),
        Case("desk: search", page_of(q="muller"), [], grows=True),
        Case("desk: filter", page_of(filter=json.dumps(_is("addresses.town", "Berlin"))), [], grows=True),
        Case("desk: record", [Request("GET", f"{page}{id_}/", headers) for id_ in ids], [], grows=True),
    ]


def new_contact(number: int) -> dict[str, Any]:
    """A contact with three parts that nobody has yet."""
    made = contact(90_000_000 + number, number)
    return {key: made[key] for key in ("kind", "emails", "phones", "addresses", "status")} | {
        "first_name": "Nova", "last_name": f"Newcomer {number}",
    }  # fmt: skip
