"""Recording an answer where it stands on the contact's page, and the log of all contacts."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods

from contacts.consents import operations, queries
from contacts.record import choices
from contacts.record.errors import Invalid
from contacts.staff.consents import tab
from contacts.staff.consents.forms import STATES, AnswerForm
from contacts.staff.consents.showing import shown, what
from contacts.staff.drawing.inline import Inline, answer
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.people.one.views import found
from contacts.staff.people.writing import actor_of

SHOWN = 100
PURPOSES = [(one, choices.label(one)) for one in queries.PURPOSES]


@staff_only
@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, contact: int, purpose: Any, channel: Any) -> HttpResponse:
    """One answer with how it is known: GET gives its form, POST records it and draws the whole tab anew."""
    record = found(request, contact, verb="change")
    if purpose not in queries.PURPOSES or channel not in queries.CHANNELS:
        raise Http404("There is no such consent")
    state = record.body["consents"].get(purpose, {}).get(channel, "")
    form = AnswerForm(request.POST if request.method == "POST" else None, purpose=purpose, state=state)

    def save() -> None:
        try:
            said = {name: form.cleaned_data[name] for name in ("state", "wording", "basis", "comment")}
            operations.record(contact=contact, purpose=purpose, channel=channel, actor=actor_of(request), **said)
        except Invalid as exc:
            for fault in exc.errors:
                form.add_error(fault.path if fault.path in form.fields else None, fault.message)

    inline = Inline(
        id=f"consent-{purpose}", url=request.path, form=form, save=save, value=lambda: "", title=what(purpose, channel),
        template="staff/consents/form.html",
    )  # fmt: skip
    response = answer(request=request, inline=inline)
    if request.method == "POST" and response.status_code == 200:
        context = tab.context(request, found(request, contact))
        html = render_to_string("staff/consents/tab.html", context, request)
        return shell.with_toasts(request=request, html=html, saved=True, into="#consents")
    return response


@staff_only
@gzip_page
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """The newest answers of all contacts, narrowed by purpose and state."""
    need(request.user.has_perm("contacts.view_consentevent"))
    purpose, state = request.GET.get("purpose", ""), request.GET.get("state", "")
    purpose, state = (purpose if purpose in queries.PURPOSES else ""), (state if state in dict(STATES) else "")
    before = request.GET.get("before", "")
    known = int(before) if before.isdecimal() and len(before) < 19 else 0
    rows = queries.recent(purpose=purpose, state=state or None, before=known, limit=SHOWN + 1)
    asked = {name: value for name, value in (("purpose", purpose), ("state", state)) if value}
    context = {
        "answers": shown(rows[:SHOWN]),
        "next_url": "?" + urlencode(asked | {"before": rows[SHOWN - 1].pk}) if len(rows) > SHOWN else "",
        "first_url": "?" + urlencode(asked) if known else "",
        "choices": [("purpose", "Purpose", PURPOSES, purpose), ("state", "Answer", STATES, state)],
        "narrowed": bool(asked),
    }
    template = "staff/consents/log_part.html" if shell.is_partial(request) else "staff/consents/log.html"
    return shell.render_page(request=request, template=template, title="Consents", here="consents", context=context)
