"""The page behind the link of a message: opening it decides nothing, a press of one of its buttons does."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts.access.errors import Gone
from contacts.approvals import operations, queries
from contacts.approvals.models import ApprovalRequest
from contacts.history.actor import Actor
from contacts.portal.approvals.forms import AnswerForm
from contacts.portal.approvals.showing import shown
from contacts.portal.frame.access import OpenRequest
from contacts.portal.frame.pages import holds_secret, render_page
from contacts.record.errors import Invalid


@holds_secret
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: OpenRequest) -> HttpResponse:
    """Show what is asked, and on POST take the answer; a token that is used, over or unknown is told the same."""
    token = request.GET.get("token", "")[:200]
    row = queries.by_token(token)
    form = AnswerForm(request.POST or None)
    if row is None:
        response = _gone(request)
    elif request.method == "POST" and form.is_valid():
        response = _decide(request, row, token, form)
    else:
        response = _asked(request, row, form)
    return response


def _decide(request: OpenRequest, row: ApprovalRequest, token: str, form: AnswerForm) -> HttpResponse:
    """Take the answer; who answers is whoever holds the link, which went to the contact."""
    actor = Actor(kind="contact", id=row.contact_id, label="Customer", door="portal", door_detail="mail link")
    try:
        row = operations.decide_by_link(
            token=token, accept=form.accepts, comments=form.cleaned_data["comments"], actor=actor
        )
    except Gone:
        return _gone(request)
    except Invalid as refused:
        form.take(refused)
        return _asked(request, row, form)
    title = _("You accepted this") if form.accepts else _("You rejected this")
    return render_page(request, "portal/approvals/done.html", title=title, context={"one": shown(row)})


def _asked(request: OpenRequest, row: ApprovalRequest, form: AnswerForm) -> HttpResponse:
    context = {"one": shown(row), "form": form}
    status = 422 if form.errors else 200
    return render_page(request, "portal/approvals/one.html", title=row.title, context=context, status=status)


def _gone(request: OpenRequest) -> HttpResponse:
    title = _("There is nothing to answer here any more")
    return render_page(request, "portal/approvals/gone.html", title=title, status=410)
