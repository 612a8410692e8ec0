"""Where somebody is signed in, and ending it there."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from contacts.access.sessions import operations as signing
from contacts.access.sessions import queries as sessions
from contacts.portal.frame.access import OpenRequest, PortalRequest
from contacts.portal.frame.customers import let_out
from contacts.portal.frame.pages import notice, render_page


@require_safe
def list_sessions(request: PortalRequest) -> HttpResponse:
    """Every device that is signed in, this one marked."""
    context = {"sessions": sessions.of_account(request.customer.account), "own": request.customer.session}
    back = (_("Sign-in and security"), reverse("portal:security"))
    return render_page(
        request, "portal/security/sessions.html", title=_("Where you are signed in"), context=context, back=back
    )


@require_POST
def end_session(request: PortalRequest, session: int) -> HttpResponse:
    """Sign one device out; another customer's stays as it is, and the answer is the same."""
    signing.end(session=session, account=request.customer.account)
    notice(request, _("That device is signed out."))
    return redirect("portal:sessions")


@require_POST
def end_others(request: PortalRequest) -> HttpResponse:
    """Sign every device out but this one."""
    customer = request.customer
    ended = signing.end_all(account=customer.account, except_session=customer.session, reason="ended by its owner")
    notice(
        request,
        ngettext("%(count)d device is signed out.", "%(count)d devices are signed out.", ended) % {"count": ended},
    )
    return redirect("portal:sessions")


@require_POST
def sign_out(request: OpenRequest) -> HttpResponse:
    """End this session; whoever is signed out already is too."""
    if request.customer:
        signing.end(session=request.customer.session)
    notice(request, _("You are signed out."))
    response = HttpResponseRedirect(reverse("portal:home"))
    let_out(response)
    return response
