"""Where contacts are found on the desk; other pages lead there with a filter already set."""

import json
from urllib.parse import urlencode

from django.urls import reverse


def contacts_url(*conditions: tuple[str, object]) -> str:
    """Return the address of the contact list, narrowed to (field path, value) of which any may hold."""
    base = reverse("staff:people")
    nodes = [{"field": field, "op": "eq", "value": value} for field, value in conditions]
    if not nodes:
        return base
    tree = {"and": nodes if len(nodes) == 1 else [{"or": nodes}]}
    return f"{base}?{urlencode({'filter': json.dumps(tree, separators=(',', ':'))})}"


def list_url(asked: str) -> str:
    """Return the address of the contact list as a page says it was left, and the plain one for anything else."""
    base = reverse("staff:people")
    return asked if asked.startswith(f"{base}?") else base


def contact_url(contact: int) -> str:
    """Return the address of one contact's page."""
    return reverse("staff:people-record", args=(contact,))
