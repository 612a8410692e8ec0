"""What was, is being and could not be delivered, each with its tries."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from contacts.history.actor import Actor
from contacts.record.errors import Invalid
from contacts.staff.engine.writing import actor_of
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.frame.addresses import contact_url
from integrations.connections.models import Connection
from integrations.outbox import operations
from integrations.outbox.models import Delivery, State
from integrations.staff.outward.showing import delivery_line, system_of
from integrations.staff.paging import page_of, whole_number

TRIES = 50
MOST_OFFERED = 200  # connections to choose from


@staff_only
@gzip_page
@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    """The list, newest first; asked for by htmx it answers with the table alone."""
    need(request.user.has_perm("integrations.view_delivery"))
    names = [
        (str(pk), name) for pk, name in Connection.objects.order_by("name").values_list("pk", "name")[:MOST_OFFERED]
    ]
    choices = [("connection", "Connection", names), ("state", "State", list(State.choices))]
    asked = {name: request.GET[name] for name, _, allowed in choices if request.GET.get(name) in dict(allowed)}
    if (contact := whole_number(request.GET.get("contact", ""))) is not None:
        asked["contact"] = str(contact)
    rows = Delivery.objects.filter(**asked).select_related("contact", "connection").order_by("-pk")
    page = page_of(rows, request, asked)
    context = {
        "page": page,
        "lines": [delivery_line(row) for row in page.rows],
        "choices": [(name, label, allowed, asked.get(name, "")) for name, label, allowed in choices],
        "contact": asked.get("contact", ""),
        "narrowed": bool(asked),
    }
    template = "staff/outward/deliveries_part.html" if shell.is_partial(request) else "staff/outward/deliveries.html"
    return shell.render_page(request=request, template=template, title="Deliveries", here="deliveries", context=context)


@staff_only
@require_GET
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """One delivery with its tries."""
    need(request.user.has_perm("integrations.view_delivery"))
    row = _one(pk)
    may_change = request.user.has_perm("integrations.change_delivery")
    may_see_contact = row.contact_id is not None and request.user.has_perm("contacts.view_contact")
    context: dict[str, Any] = delivery_line(row) | {
        "system": system_of(row.connection),
        "tries": row.tries.all()[:TRIES],
        "contact_url": contact_url(row.contact_id) if row.contact_id and may_see_contact else "",
        "may_replay": may_change and not row.waits,
        "may_discard": may_change and (row.is_given_up or row.state == State.WAITING),
    }
    return shell.render_page(
        request=request, template="staff/outward/delivery.html", title=f"Delivery {row.pk}", here="deliveries",
        trail=(("Deliveries", reverse("dialects:deliveries")),), context=context,
    )  # fmt: skip


@staff_only
@require_POST
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it again, with the contact as it now is."""
    need(request.user.has_perm("integrations.change_delivery"))
    _done(request, lambda actor: operations.replay(delivery=_one(pk).pk, actor=actor), "It is sent again.")
    return HttpResponseRedirect(reverse("dialects:delivery", args=(pk,)))


@staff_only
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it go unsent."""
    need(request.user.has_perm("integrations.change_delivery"))
    _done(request, lambda actor: operations.discard(delivery=_one(pk).pk, actor=actor), "It is let go.")
    return HttpResponseRedirect(reverse("dialects:delivery", args=(pk,)))


def _done(request: HttpRequest, work: Callable[[Actor], object], told: str) -> None:
    """Do it and say so, or say why it could not be done."""
    try:
        work(actor_of(request.user))  # type: ignore[arg-type]  # staff_only let only users in
    except Invalid as refusal:
        shell.toast(request=request, text=refusal.errors[0].message, tone="warn")
    else:
        shell.toast(request=request, text=told)


def _one(pk: int) -> Delivery:
    row = Delivery.objects.select_related("contact", "connection").filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Http404("There is no such delivery, or it is older than a week")
    return row
