"""Taking the second factor away from a colleague who lost theirs."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from contacts.access.errors import Refused
from contacts.access.factors import operations
from contacts.staff.accounts.desks import USERS
from contacts.staff.accounts.forms import is_beyond
from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from contacts.staff.frame.proving import recently_proved
from contacts.staff.people.writing import actor_of
from contacts.staff.second_factor.forms import ReasonForm


@staff_only
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a reason, then do it; nobody does it to themselves or to somebody who may do more than they may."""
    need(USERS.may("change", actor=request.user))
    user = USERS.row(str(pk))
    need(user.pk != request.user.pk and not is_beyond(user, request.user))
    return _reset(request, user)


@recently_proved
def _reset(request: HttpRequest, user: Any) -> HttpResponse:
    leave = USERS.url("edit", user.pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.reset(user, reason=form.cleaned_data["reason"], actor=actor_of(request))
        except Refused as refused:
            raise Http404(str(refused)) from None
        text = f"{user} signs in with the password alone now, is signed out everywhere, and is told by mail."
        if not user.email:
            text = (
                f"{user} signs in with the password alone now and is signed out everywhere. Tell them: no mail address."
            )
        shell.toast(request=request, text=text)
        return HttpResponseRedirect(leave)
    context = {
        "form": form, "button": "Take it away", "tone": "danger", "leave": leave,
        "text": "Make sure that it is really them who asks. They are signed out everywhere, and their password alone "
                "signs them in until they turn a second factor on again.",
    }  # fmt: skip
    return shell.render_page(
        request=request, template="staff/sure.html", title=f"Second factor of {user}", here="users",
        trail=((USERS.title, USERS.url()), (str(user), leave)), context=context,
        status=422 if form.errors else 200,
    )  # fmt: skip
