"""The log of calls: what programs asked and how it went, with dots for what was never kept."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.frame.addresses import contact_url
from integrations.credentials import queries as credentials
from integrations.staff.paging import page_of, whole_number
from integrations.staff.showing import DOTS, names, outcome_of, title_of
from integrations.wire import queries
from integrations.wire.models import Call

STATUSES = [(key, label) for key, (label, _) in queries.CLASSES.items()]
IN_ROUTE = re.compile(r"<(?:\w+:)?(\w+)>")
MOST_OFFERED = 200  # credentials to choose from


@staff_only
@gzip_page
@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """The list, newest first; asked for by htmx it answers with the table alone."""
    need(request.user.has_perm("integrations.view_call"))
    offered = credentials.credentials().order_by("dialect", "name")[:MOST_OFFERED]
    programs = [(str(row.pk), f"{row.name} ({title_of(row.dialect)})") for row in offered]
    choices = [("dialect", "Dialect", names()), ("credential", "Credential", programs), ("status", "Outcome", STATUSES)]
    asked: dict[str, str] = {
        name: request.GET[name] for name, _, allowed in choices if request.GET.get(name) in dict(allowed)
    }
    rows = queries.calls(
        dialect=asked.get("dialect", ""), status=asked.get("status", ""),
        credential=whole_number(asked.get("credential", "")),
    )  # fmt: skip
    page = page_of(rows, request, asked)
    context = {
        "page": page,
        "lines": [_line(row) for row in page.rows],
        "choices": [(name, label, allowed, asked.get(name, "")) for name, label, allowed in choices],
        "narrowed": bool(asked),
        "kept": 7,
    }
    template = "staff/dialects/calls_part.html" if shell.is_partial(request) else "staff/dialects/calls.html"
    return shell.render_page(request=request, template=template, title="Calls", here="calls", context=context)


def _line(row: Call) -> dict[str, Any]:
    return {"row": row, "dialect": title_of(row.dialect), "outcome": outcome_of(row), "asked": _asked(row)}


def _asked(row: Call) -> str:
    """The address as it was asked: names of parameters with dots for what they were."""
    found = [name for name in row.parameters.split(", ") if name]
    return _route(row) + ("?" + "&".join(f"{name}={DOTS}" for name in found) if found else "")


def _route(row: Call) -> str:
    """The route with the contact's id in its place; other words stay in braces."""
    contact = "" if row.contact is None else str(row.contact)
    return IN_ROUTE.sub(lambda found: contact if contact and found[1] == "contact" else f"{{{found[1]}}}", row.route)


@staff_only
@require_GET
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """One call."""
    need(request.user.has_perm("integrations.view_call"))
    row = queries.calls().filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Http404("There is no such call, or it is older than a week")
    may_see_contact = row.contact is not None and request.user.has_perm("contacts.view_contact")
    context = _line(row) | {
        "dots": DOTS,
        "route": _route(row),
        "parameters": [name for name in row.parameters.split(", ") if name],
        "contact_url": contact_url(row.contact) if row.contact is not None and may_see_contact else "",
        "may_see_credential": request.user.has_perm("integrations.view_credential"),
    }
    return shell.render_page(
        request=request, template="staff/dialects/call.html", title=f"{row.method} {_route(row)}", here="calls",
        trail=(("Calls", reverse("dialects:calls")),), context=context,
    )  # fmt: skip
