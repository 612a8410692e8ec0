"""Connecting and changing. A webhook's secret is shown once, in the answer to the POST that made it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from contacts.history.actor import Actor
from contacts.record.errors import Invalid
from contacts.staff.engine.writing import actor_of
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from integrations.connections import operations
from integrations.connections.models import Connection
from integrations.dialects.registry import CONNECTORS
from integrations.dialects.webhook import subscriptions
from integrations.dialects.webhook.connector import NAME as WEBHOOK
from integrations.staff.outward.connections import one_of, trail
from integrations.staff.outward.forms import ConnectionForm, WebhookForm, first_values
from integrations.staff.outward.showing import system_of
from integrations.staff.showing import title_of

SEES = "contacts.view_contact"  # whoever says where contacts are sent gets to see them
AnyForm = ConnectionForm | WebhookForm


@sensitive_post_parameters()
@staff_only
def new(request: HttpRequest, dialect: str) -> HttpResponse:
    """The empty form of a connection to ``dialect``, and the connection that it makes."""
    need(request.user.has_perms(("integrations.add_connection", SEES)))
    if dialect not in CONNECTORS:
        raise Http404("There is no such system")
    form = _form(request, dialect, None)
    if form.is_bound and form.is_valid():
        made = _connected(form, dialect, _actor(request))
        if made:
            row, secret = made
            return secret_page(request, row, secret) if secret else _to(row)
    title = "New webhook" if dialect == WEBHOOK else f"Connect {title_of(dialect)}"
    return _page(request, form, title, reverse("dialects:connections"))


@sensitive_post_parameters()
@staff_only
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A connection's form; secrets that are left empty stay."""
    need(request.user.has_perms(("integrations.change_connection", SEES)))
    row = one_of(pk)
    form = _form(request, row.dialect, row)
    if form.is_bound and form.is_valid() and _changed(form, row, _actor(request)):
        shell.toast(request=request, text="Saved.")
        return _to(row)
    return _page(request, form, f"Edit {row.name}", reverse("dialects:connection", args=(pk,)))


@staff_only
@require_POST
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret of a webhook; the former one signs too until it is retired."""
    need(request.user.has_perm("integrations.change_connection"))
    row, secret = subscriptions.rotate(webhook=_webhook(pk).pk, actor=_actor(request))
    return secret_page(request, row, secret)


@staff_only
@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a webhook's former secret go."""
    need(request.user.has_perm("integrations.change_connection"))
    row = subscriptions.retire(webhook=_webhook(pk).pk, actor=_actor(request))
    shell.toast(request=request, text="The former secret signs no more.")
    return _to(row)


def secret_page(request: HttpRequest, row: Connection, secret: str) -> HttpResponse:
    """The one page that shows a webhook's secret."""
    response = shell.render_page(
        request=request, template="staff/outward/secret.html", title=row.name, here="connections", trail=trail(),
        context={"row": row, "secret": secret},
    )  # fmt: skip
    response["Cache-Control"] = "no-store"
    return response


def _form(request: HttpRequest, dialect: str, row: Connection | None) -> AnyForm:
    more: dict[str, Any] = {"actor": request.user, "row": row, "initial": first_values(row) if row else {}}
    data = request.POST if request.method == "POST" else None
    if dialect == WEBHOOK:
        return WebhookForm(data, **more)
    return ConnectionForm(data, connector=CONNECTORS[dialect], **more)


def _connected(form: AnyForm, dialect: str, actor: Actor) -> tuple[Connection, str] | None:
    try:
        if isinstance(form, WebhookForm):
            return subscriptions.subscribe(actor=actor, **form.said())
        row = operations.connect(dialect=dialect, needs=form.needs, account=form.account(), actor=actor, **form.said())
    except Invalid as refusal:
        form.take(refusal)
        return None
    return row, ""


def _changed(form: AnyForm, row: Connection, actor: Actor) -> bool:
    try:
        if isinstance(form, WebhookForm):
            subscriptions.change(webhook=row.pk, actor=actor, **form.said())
        else:
            operations.change(
                connection=row.pk, needs=form.needs, account=form.account(), actor=actor, **form.said()
            )  # fmt: skip
    except Invalid as refusal:
        form.take(refusal)
        return False
    return True


def _page(request: HttpRequest, form: AnyForm, title: str, back: str) -> HttpResponse:
    return shell.render_page(
        request=request, template="staff/outward/form.html", title=title, here="connections", trail=trail(),
        context={"form": form, "back": back, "system": system_of(form.row) if form.row else ""},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


def _webhook(pk: int) -> Connection:
    row = one_of(pk)
    if row.dialect != WEBHOOK:
        raise Http404("There is no such webhook")
    return row


def _actor(request: HttpRequest) -> Actor:
    return actor_of(request.user)  # type: ignore[arg-type]  # staff_only let only users in


def _to(row: Connection) -> HttpResponse:
    return HttpResponseRedirect(reverse("dialects:connection", args=(row.pk,)))
