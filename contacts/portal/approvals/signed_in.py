"""The requests of somebody who is signed in."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from contacts.approvals import operations, queries
from contacts.approvals.models import ApprovalRequest, How
from contacts.approvals.operations import NotPending
from contacts.portal.approvals.forms import AnswerForm
from contacts.portal.approvals.showing import shown
from contacts.portal.frame.access import PortalRequest
from contacts.portal.frame.cards import Card
from contacts.portal.frame.customers import Customer
from contacts.portal.frame.pages import back_to_start, notice, render_page
from contacts.record.errors import Invalid

PER_PAGE = 20


@require_safe
def list_approvals(request: PortalRequest) -> HttpResponse:
    """What waits, with what was answered before below it."""
    contact = request.customer.contact
    rows = queries.shown_to(contact) if contact else ApprovalRequest.objects.none()
    pages = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"requests": [shown(row) for row in pages], "pages": pages}
    return render_page(
        request, "portal/approvals/list.html", title=_("Your decisions"), context=context, back=back_to_start()
    )


@require_http_methods(["GET", "HEAD", "POST"])
def one_approval(request: PortalRequest, uuid: UUID) -> HttpResponse:
    """One request; the answer is given once. Another customer's is not there."""
    row = queries.shown_to(request.customer.contact).filter(uuid=uuid).first() if request.customer.contact else None
    if row is None:
        raise Http404("There is no such request")
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _decided(request, row, form):
        return redirect("portal:approval", uuid=uuid)
    return render_page(
        request,
        "portal/approvals/one.html",
        title=row.title,
        context={"one": shown(row), "form": form, "back_url": reverse("portal:approvals")},
        back=(_("Your decisions"), reverse("portal:approvals")),
        status=422 if form.errors else 200,
    )


def _decided(request: PortalRequest, row: ApprovalRequest, form: AnswerForm) -> bool:
    try:
        operations.decide(
            request=row.pk, contact=row.contact_id, accept=form.accepts, how=How.PORTAL,
            comments=form.cleaned_data["comments"], actor=request.customer.actor,
        )  # fmt: skip
    except NotPending:
        notice(request, _("This was answered or closed meanwhile."), tone="info")
    except Invalid as refused:
        form.take(refused)
        return False
    else:
        notice(request, _("Thank you. We received your decision."))
    return True


def approvals_card(customer: Customer) -> Card | None:
    """The card of the start page; it comes first while something waits."""
    if customer.contact is None:
        return None
    count = queries.waiting(customer.contact).count()
    return Card(
        title=_("Your decisions"),
        url=reverse("portal:approvals"),
        text=ngettext("%(count)d request waits for your answer.", "%(count)d requests wait for your answer.", count)
        % {"count": count}
        if count
        else _("What we asked you to approve."),
        count=count or None,
        attention=count > 0,
    )
