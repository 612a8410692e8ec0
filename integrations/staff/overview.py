"""All dialects at a glance, and a page for each: what it serves, how to call it, and what may be decided about it."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.gzip import gzip_page

from contacts.staff.engine.writing import actor_of
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from integrations.credentials import queries as credentials
from integrations.dialects.base import Dialect, curl_line
from integrations.dialects.registry import DIALECTS
from integrations.staff.showing import last_days, points, state_of, title_of, today
from integrations.staff.switches import SwitchesForm, options_of
from integrations.wire import queries as wire

SHARED = "dialects"
SHOWN = 20  # credentials on a dialect's page
SCHEMES = {
    "basic": "HTTP Basic: user name and secret of a credential in the header Authorization.",
    "bearer": "A token in the header Authorization, after the word Bearer.",
    "oauth2": "OAuth 2.0: a credential fetches a token, which every call carries.",
}


@staff_only
@gzip_page
def overview(request: HttpRequest) -> HttpResponse:
    """Every dialect as a card with its calls a day, and the decisions that all share."""
    need(request.user.has_perm("integrations.view_credential"))
    form, saved = _switches(request, SHARED)
    if saved:
        return HttpResponseRedirect(reverse("dialects:overview"))
    now = today()
    days = wire.by_day(since=last_days(now)[0])
    cards: list[dict[str, Any]] = []
    for dialect in DIALECTS:
        counts = {day: row.calls for (name, day), row in days.items() if name == dialect.name}
        ended = days.get((dialect.name, now))
        cards.append({"dialect": dialect, "title": title_of(dialect.name), "points": points(counts, now),
                      "today": counts.get(now, 0), "faults": ended.faults if ended else 0,
                      "total": sum(counts.values())})  # fmt: skip
    return shell.render_page(
        request=request, template="staff/dialects/overview.html", title="Dialects", here="dialects",
        context={"cards": cards, "form": form, "may_decide": _may_decide(request)},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@staff_only
@gzip_page
def dialect(request: HttpRequest, name: str) -> HttpResponse:
    """One dialect; a POST changes its switches."""
    need(request.user.has_perm("integrations.view_credential"))
    found = next((one for one in DIALECTS if one.name == name), None)
    if found is None:
        raise Http404("There is no such dialect")
    form, saved = _switches(request, name)
    if saved:
        return HttpResponseRedirect(reverse("dialects:dialect", args=(name,)))
    now = today()
    counts = {day: row.calls for (of, day), row in wire.by_day(since=last_days(now)[0]).items() if of == name}
    rows = list(credentials.listed(today=now).filter(dialect=name)[: SHOWN + 1])
    base = settings.PUBLIC_BASE_URL
    context = {
        "dialect": found, "base": base, "scheme": _scheme(found), "points": points(counts, now),
        "total": sum(counts.values()), "form": form,
        "operations": [(one, curl_line(found, one, base)) for one in found.operations],
        "credentials": [(row, state_of(row)) for row in rows[:SHOWN]],
        "more": len(rows) > SHOWN, "may_decide": _may_decide(request),
        "may_add": request.user.has_perm("integrations.add_credential") and not found.by_apps,
    }  # fmt: skip
    return shell.render_page(
        request=request, template="staff/dialects/dialect.html", title=title_of(name), here="dialects",
        trail=(("Dialects", reverse("dialects:overview")),), context=context, status=422 if form.is_bound else 200,
    )  # fmt: skip


def _may_decide(request: HttpRequest) -> bool:
    return request.user.has_perm("contacts.change_optionvalue")


def _switches(request: HttpRequest, dialect: str) -> tuple[SwitchesForm, bool]:
    """The form of a dialect's decisions, and whether this request has changed them."""
    bound = request.method == "POST"
    need(_may_decide(request) or not bound)
    form = SwitchesForm(options_of(dialect), request.POST if bound else None)
    if not _may_decide(request):
        for field in form.fields.values():
            field.disabled = True
    saved = bound and form.is_valid() and form.store(actor_of(request.user))  # type: ignore[arg-type]
    if saved:
        shell.toast(request=request, text="Saved. It holds everywhere within a second.")
    return form, saved


def _scheme(dialect: Dialect) -> str:
    scheme = dialect.security
    if scheme["type"] == "apiKey":
        where = {"header": "header", "query": "parameter", "cookie": "cookie"}[scheme["in"]]
        kind = "the key of an app" if dialect.by_apps else "a credential's token"
        return f"{kind[0].upper()}{kind[1:]} in the {where} {scheme['name']}."
    return str(SCHEMES.get(scheme.get("scheme", scheme["type"]), scheme.get("description", "")))
