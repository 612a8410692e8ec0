"""All accounts of the portal, and the limits that were reached."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from contacts.access.accounts.models import Account
from contacts.access.claims.models import Claim
from contacts.access.limits import queries as limits
from contacts.staff.access.desks import ACCOUNTS
from contacts.staff.access.showing import RULES, named, names, password_of, state_of
from contacts.staff.engine.views import show_list
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """The list; above it, limits that were reached within a week."""
    alerts = [] if shell.is_partial(request) else [(row, RULES.get(row.rule, row.rule)) for row in limits.alerts()[:20]]
    return show_list(request, desk=ACCOUNTS, more={"alerts": alerts})


@staff_only
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """To the contact whose account it is, or to the claim that waits; else what is known of it so far."""
    need(ACCOUNTS.may("view", actor=request.user))
    account = ACCOUNTS.row(str(pk))
    if not isinstance(account, Account):
        raise Http404("There is no such account")
    if account.contact_id:
        return HttpResponseRedirect(f"{reverse('staff:people-record', args=(account.contact_id,))}?tab=portal")
    claim = Claim.objects.filter(account=account, decided_at=None).first()
    if claim is not None and request.user.has_perm("contacts.view_claim"):
        return HttpResponseRedirect(reverse("staff:claims-one", args=(claim.pk,)))
    context = {
        "account": account, "state": state_of(account), "password": password_of(account),
        "identities": [named(row) for row in account.identities.all()],
    }  # fmt: skip
    return shell.render_page(
        request=request, template="staff/access/account.html", title=(names(account) or ["Closed account"])[0],
        here="accounts", trail=(("Portal users", ACCOUNTS.url()),), context=context,
    )  # fmt: skip
