"""What the pages of orders, cases and bookings show beside their own values."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from contacts.history import queries as history
from contacts.staff.people.one import happenings

MOST_EVENTS = 100


def around(noun: str, record: Any, request: HttpRequest) -> dict[str, Any]:
    """What happened to it, and where its customer's page is for those who may see that."""
    rows = history.happenings(record.contact or 0).filter(**{f"about__{noun}_id": record.id})
    seen = record.contact and request.user.has_perm("contacts.view_contact")
    return {
        "events": [replace(happenings.event(row), url="") for row in rows[:MOST_EVENTS]],
        "customer_url": reverse("staff:people-record", args=(record.contact,)) if seen else "",
    }
