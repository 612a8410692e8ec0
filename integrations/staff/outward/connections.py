"""The list of connections and webhooks, and one of them: how its line does, and what waits."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from integrations.connections.models import Connection, Direction, ExternalId, Owner
from integrations.connections.queries import secrets_of
from integrations.dialects.registry import CONNECTORS
from integrations.dialects.webhook.connector import FORMER
from integrations.dialects.webhook.connector import NAME as WEBHOOK
from integrations.outbox import queries as outbox
from integrations.outbox.models import Delivery
from integrations.staff.fetching.showing import run_line
from integrations.staff.outward.forms import MATCHES, PARTS
from integrations.staff.outward.showing import delivery_line, line_of, system_of
from integrations.staff.showing import title_of
from integrations.sync import queries as sync

LATEST, LATEST_RUNS = 10, 5
TRAIL = "Connections"


@staff_only
@gzip_page
@require_GET
def connections(request: HttpRequest) -> HttpResponse:
    """All of them; there are as many as an operator has other systems."""
    need(request.user.has_perm("integrations.view_connection"))
    rows = list(Connection.objects.select_related("lane").order_by("name"))
    counts = outbox.counts(row.pk for row in rows)
    context = {
        "lines": [line_of(row, counts) for row in rows],
        "systems": [(name, title_of(name)) for name in CONNECTORS if name != WEBHOOK],
        "may_add": request.user.has_perm("integrations.add_connection"),
    }
    return shell.render_page(
        request=request, template="staff/outward/connections.html", title="Connections", here="connections",
        context=context,
    )  # fmt: skip


@staff_only
@gzip_page
@require_GET
def connection(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them."""
    need(request.user.has_perm("integrations.view_connection"))
    row = one_of(pk)
    may_see = request.user.has_perm("integrations.view_delivery")
    latest = Delivery.objects.filter(connection=row).select_related("contact")[:LATEST] if may_see else ()
    context = {
        **line_of(row, outbox.counts([row.pk])),
        **_told(row),
        **_fetching(request, row),
        "linked": ExternalId.objects.filter(connection=row, theirs__isnull=False, gone_at__isnull=True).count(),
        "latest": [delivery_line(one) for one in latest],
        "may_change": request.user.has_perm("integrations.change_connection"),
        "may_delete": request.user.has_perm("integrations.delete_connection"),
        "may_see_deliveries": may_see,
    }
    return shell.render_page(
        request=request, template="staff/outward/connection.html", title=row.name, here="connections", trail=trail(),
        context=context,
    )  # fmt: skip


def _fetching(request: HttpRequest, row: Connection) -> dict[str, Any]:
    """What was fetched, and what waits for staff; nothing for a webhook."""
    if row.dialect == WEBHOOK or not request.user.has_perm("integrations.view_run"):
        return {}
    runs = [run_line(run) for run in sync.runs(row.pk)[:LATEST_RUNS]]
    may_decide = request.user.has_perms(("integrations.view_conflict", "contacts.view_contact"))
    return {
        "may_see_runs": True,
        "may_begin": request.user.has_perm("integrations.add_run"),
        "runs": runs,
        "under_way": next((one for one in runs if one["running"]), None),
        "conflicts": sync.open_conflicts(row.pk).count() if may_decide else 0,
        "fetched_at": row.lane.pulled_at,
    }


def one_of(pk: int) -> Connection:
    """The connection, or raise Http404."""
    row = Connection.objects.select_related("lane").filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Http404("There is no such connection")
    return row


def trail() -> tuple[tuple[str, str], ...]:
    """The way back to the list."""
    return ((TRAIL, reverse("dialects:connections")),)


def _told(row: Connection) -> dict[str, Any]:
    """What was decided about it, in words."""
    is_webhook = row.dialect == WEBHOOK
    needs = CONNECTORS[row.dialect].needs if row.dialect in CONNECTORS else ()
    owners = [
        (f"{PARTS.get(part, part)}: " if part else "", Owner(owner).label)
        for part, owner in sorted(row.ownership.items())
    ]
    known = row.settings
    return {
        "system": system_of(row),
        "is_webhook": is_webhook,
        "is_failing": bool(row.lane.last_error) and outbox.line_state(row, row.lane) in ("failing", "open"),
        "account": [(one.label, known[one.name]) for one in needs if not one.secret and known.get(one.name)],
        "has_former": is_webhook and FORMER in secrets_of(row),
        "direction": Direction(row.direction).label,
        "fetches": row.direction != Direction.PUSH,
        "sends": row.direction != Direction.PULL,
        "owners": owners,
        "matching": ", ".join(MATCHES[rule].lower() for rule in row.matching),
    }
