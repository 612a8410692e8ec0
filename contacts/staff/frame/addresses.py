"""Where contacts are found on the desk; other pages lead there with a filter already set."""

import json
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString


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


def own_url(request: HttpRequest, asked: str) -> str:
    """Return the address that a page asked to be led on to, and nothing for one of another site."""
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if ours else ""


def none_yet(model: type[Model], *, actor: Any) -> SafeString:
    """Say beside an empty choice that there are none, and lead who may make the first one to where that is done."""
    meta = model._meta
    plural = str(meta.verbose_name_plural)
    said = format_html("There are no {} to choose yet.", plural)
    if not actor.has_perm(f"{meta.app_label}.add_{meta.model_name}"):
        return said
    return format_html('{} <a href="{}">Add one</a>', said, reverse(f"staff:{plural.replace(' ', '-')}-new"))
