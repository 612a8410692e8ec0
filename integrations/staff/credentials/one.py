"""One credential: what is known of it, and switching it off and on."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from contacts.lookups.models import Organisation
from contacts.staff.engine.writing import actor_of
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from integrations.credentials import operations, queries
from integrations.credentials.rights import RIGHTS
from integrations.staff import undoing
from integrations.staff.credentials.forms import beyond
from integrations.staff.credentials.issuing import TRAIL, one_of
from integrations.staff.showing import last_days, outcome_of, points, state_of, title_of, today
from integrations.wire import queries as wire

LATEST = 10


@staff_only
@require_GET
def credential(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of it; the secret is not."""
    need(request.user.has_perm("integrations.view_credential"))
    row, now = one_of(pk), today()
    counts = queries.calls_by_day(row.pk, since=last_days(now)[0])
    week = sum(count for day, count in counts.items() if day > now - dt.timedelta(days=7))
    may_change = request.user.has_perm("integrations.change_credential")
    may_see_calls = request.user.has_perm("integrations.view_call")
    context = {
        "row": row,
        "dialect": title_of(row.dialect),
        "state": state_of(row),
        "rights": [RIGHTS.get(right, right).lower() for right in row.rights],
        "reach": list(Organisation.objects.filter(pk__in=row.reach).values_list("name", flat=True)),
        "points": points(counts, now),
        "counts": (counts.get(now, 0), week),
        "may_change": may_change,
        "may_rotate": may_change and not beyond(request.user, row.rights),
        "may_see_calls": may_see_calls,
        "changes": queries.changes(row.pk)[:LATEST],
        "latest": [
            (call, outcome_of(call)) for call in (wire.calls(credential=row.pk)[:LATEST] if may_see_calls else ())
        ],
    }
    return shell.render_page(
        request=request, template="staff/dialects/credential.html", title=row.name, here="credentials",
        trail=((TRAIL, reverse("dialects:credentials")),), context=context,
    )  # fmt: skip


@staff_only
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch it off, at which its tokens end, or with ``to=on`` on again; offers Undo."""
    need(request.user.has_perm("integrations.change_credential"))
    _switch(request, one_of(pk).pk, on=request.POST.get("to") == "on")
    return shell.changed(request=request, back=reverse("dialects:credential", args=(pk,)))


@staff_only
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Switch back what this session switched."""
    need(request.user.has_perm("integrations.change_credential"))
    pk, word = undoing.asked(request, ("on", "off"))
    row = operations.enable(credential=one_of(pk).pk, enabled=word == "on", actor=actor_of(request.user))  # type: ignore[arg-type]
    shell.toast(request=request, text=f"{row.name} is {'in force again' if row.is_enabled else 'switched off again'}.")
    return undoing.drawn_anew(request, reverse("dialects:credential", args=(pk,)))


def _switch(request: HttpRequest, pk: int, *, on: bool) -> None:
    row = operations.enable(credential=pk, enabled=on, actor=actor_of(request.user))  # type: ignore[arg-type]
    text = f"{row.name} is in force." if on else f"{row.name} is switched off; its tokens ended."
    undo_url = reverse("dialects:credentials-undo")
    shell.toast(request=request, text=text, undo_url=undo_url, payload=f"{pk}:{'off' if on else 'on'}")
