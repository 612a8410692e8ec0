"""Everything that went out, goes out or could not, and what staff may do about it."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from contacts.messages import checking, operations, queries
from contacts.messages.models import Channel, Communication, State
from contacts.messages.writing import html
from contacts.record import choices
from contacts.record.errors import Invalid
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.messages.showing import hides_secrets, line, opened, state_of, what
from contacts.staff.people.writing import actor_of

SHOWN = 100
CLOSED_PAGE = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
CHOICES: dict[str, list[tuple[str, str]]] = {
    "state": list(State.choices),
    "channel": list(Channel.choices),
    "purpose": [(one, choices.label(one)) for one in checking.PURPOSES],
}


@staff_only
@gzip_page
@require_GET
def outgoing(request: HttpRequest) -> HttpResponse:
    """The list, newest first; asked for by htmx it answers with the table alone."""
    need(request.user.has_perm("contacts.view_communication"))
    asked = {
        name: request.GET.get(name, "") for name, allowed in CHOICES.items() if request.GET.get(name) in dict(allowed)
    }
    search = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    before = request.GET.get("before", "")
    place = int(before) if before.isdecimal() and len(before) < 19 else None
    rows = list(queries.outgoing(search=search, before=place, **asked)[: SHOWN + 1])
    asked |= {"q": search} if search else {}
    context = {
        "lines": [line(row) for row in rows[:SHOWN]],
        "next_url": _url(asked | {"before": rows[SHOWN - 1].pk}) if len(rows) > SHOWN else "",
        "first_url": _url(asked) if place else "",
        "choices": [(name, name.capitalize(), allowed, asked.get(name, "")) for name, allowed in CHOICES.items()][1:],
        "tabs": [
            (label, _url({**asked, "state": value}), asked.get("state", "") == value)
            for value, label in [("", "All"), *CHOICES["state"]]
        ],
        "search": search,
        "state": asked.get("state", ""),
        "narrowed": bool(asked),
        "partial": shell.is_partial(request),
    }
    template = "staff/messages/list_part.html" if context["partial"] else "staff/messages/list.html"
    return shell.render_page(request=request, template=template, title="Outgoing", here="outgoing", context=context)


def _url(asked: dict[str, Any]) -> str:
    return "?" + urlencode({name: value for name, value in asked.items() if value})


def _found(request: HttpRequest, pk: int, *, verb: str = "view") -> Communication:
    need(request.user.has_perm(f"contacts.{verb}_communication"))
    row = queries.find(str(pk))
    if row is None:
        raise Http404("There is no such message")
    return row


@staff_only
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One message: where it went, what became of it, and how it reads."""
    row = _found(request, pk)
    text, may_change = opened(row), request.user.has_perm("contacts.change_communication")
    context = {
        "row": row,
        "state": state_of(row),
        "text": text,
        "hidden": hides_secrets(text),
        "purpose": choices.label(row.purpose),
        "language": choices.languages().get(row.language, row.language),
        "may_retry": may_change and row.state != State.COMPLETED,
        "may_cancel": may_change and row.state == State.PENDING and row.sending_since is None,
    }
    trail = (("Outgoing", reverse("staff:outgoing")),)
    return shell.render_page(
        request=request, template="staff/messages/one.html", title=what(row), here="outgoing", trail=trail,
        context=context,
    )  # fmt: skip


@staff_only
@xframe_options_sameorigin
@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML of a message for its frame: nothing in it runs, loads or leads out of it."""
    body = html.without_pictures(opened(_found(request, pk)).html)
    document = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Message</title>{STYLE}<body>{body}'
    return HttpResponse(document, headers={"Content-Security-Policy": CLOSED_PAGE})


STYLE = "<style>body{font:14px/1.5 system-ui,sans-serif;margin:12px;color:#1b1b1f;background:#fff}</style>"


@staff_only
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again at once."""
    row = _found(request, pk, verb="change")
    try:
        operations.retry(communication=row.pk, actor=actor_of(request))
        shell.toast(request=request, text="It is being sent again.")
    except Invalid as exc:
        shell.toast(request=request, text=exc.errors[0].message, tone="bad")
    return HttpResponseRedirect(reverse("staff:outgoing-one", args=(row.pk,)))


@staff_only
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep it from being sent."""
    row = _found(request, pk, verb="change")
    if operations.cancel(communication=row.pk, actor=actor_of(request)):
        shell.toast(request=request, text="Cancelled; it will not be sent.")
    else:
        shell.toast(request=request, text="Too late: it is on its way or decided already.", tone="bad")
    return HttpResponseRedirect(reverse("staff:outgoing-one", args=(row.pk,)))
