"""The queue of values that both sides changed: ours and theirs beside each other, decided with one key."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from contacts.history.actor import Actor
from contacts.record.errors import Invalid
from contacts.staff.engine.writing import actor_of
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from integrations.connections.models import Connection
from integrations.staff import undoing
from integrations.staff.fetching.showing import conflict_line
from integrations.staff.paging import page_of, whole_number
from integrations.sync import operations, queries
from integrations.sync.models import Conflict

SIDES = {"ours": "Ours stays", "theirs": "Theirs was taken", "other": "Set for both"}
MOST_OFFERED = 200  # connections to choose from
SEES = ("integrations.view_conflict", "contacts.view_contact")
DECIDES = ("integrations.change_conflict", "contacts.change_contact")


@staff_only
@gzip_page
@require_GET
def conflicts(request: HttpRequest) -> HttpResponse:
    """The open ones, newest first; asked for by htmx it answers with the list alone."""
    need(request.user.has_perms(SEES))
    rows = Connection.objects.order_by("name").values_list("pk", "name")[:MOST_OFFERED]
    names = {str(pk): name for pk, name in rows}
    chosen = request.GET.get("connection", "")
    asked = {"connection": chosen} if chosen in names else {}
    page = page_of(queries.open_conflicts(whole_number(asked.get("connection", ""))), request, asked)
    context = {
        "page": page,
        "lines": [conflict_line(row) for row in page.rows],
        "choices": [("connection", "Connection", names.items(), asked.get("connection", ""))],
        "narrowed": bool(asked),
        "may_decide": request.user.has_perms(DECIDES),
    }
    template = "staff/fetching/conflicts_part.html" if shell.is_partial(request) else "staff/fetching/conflicts.html"
    return shell.render_page(request=request, template=template, title="Conflicts", here="conflicts", context=context)


@staff_only
@require_POST
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep ours, take theirs, or set a value of one's own; offers Undo."""
    need(request.user.has_perms(DECIDES))
    side, row = request.POST.get("side", ""), _one(pk)
    if side not in SIDES:
        raise Http404("There is no such side")
    actor = _actor(request)
    try:
        row = operations.resolve(conflict=row.pk, side=side, actor=actor, value=request.POST.get("value", ""))
    except Invalid as refusal:
        shell.toast(request=request, text=refusal.errors[0].message, tone="warn")
    else:
        label = conflict_line(row)["label"]
        text = f"{SIDES[side]}: {label} of {row.contact}."
        undo_url = reverse("dialects:conflicts-undo")
        shell.toast(request=request, text=text, undo_url=undo_url, payload=f"{row.pk}:{actor.request}")
    return shell.changed(request=request, back=reverse("dialects:conflicts"))


@staff_only
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what this session decided."""
    need(request.user.has_perms(DECIDES))
    pk, decided = undoing.asked(request)
    try:
        operations.reopen(conflict=_one(pk).pk, request=decided, actor=_actor(request))
    except Invalid as refusal:
        shell.toast(request=request, text=refusal.errors[0].message, tone="warn")
    else:
        shell.toast(request=request, text="Undone: it is to be decided again.")
    return shell.changed(request=request, back=reverse("dialects:conflicts"))


def _actor(request: HttpRequest) -> Actor:
    return actor_of(request.user)  # type: ignore[arg-type]  # staff_only let only users in


def _one(pk: int) -> Conflict:
    row = Conflict.objects.select_related("contact", "connection").filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Http404("There is no such conflict")
    return row
