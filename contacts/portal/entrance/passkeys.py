"""Signing in with a passkey; the page's script asks the browser, the rest is plain forms."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contacts.access.errors import TooMany
from contacts.access.passkeys import operations as passkeys
from contacts.options import queries as options
from contacts.portal import options as decided
from contacts.portal.entrance.arriving import NOT_NOW, arrive
from contacts.portal.entrance.signing_in import sign_in_page
from contacts.portal.frame.access import wanted
from contacts.portal.frame.customers import caller_of


@require_POST
def begin_passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """What the browser needs to ask for a passkey."""
    try:
        question = passkeys.begin_sign_in(caller=caller_of(request))
    except TooMany:
        return HttpResponse(status=429)
    return JsonResponse({"token": question.token, "options": question.options})


@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in whose passkey signed; they are remembered, as the device that holds the key is theirs."""
    try:
        if "passkey" not in options.get(decided.WAYS):
            return sign_in_page(request, problem=_("That passkey was not taken."), status=422)
        account = passkeys.finish_sign_in(
            token=request.POST.get("token", ""), credential=request.POST.get("credential", "")
        )
        return arrive(request, account, method="passkey", then=wanted(request), stay=True)
    except NOT_NOW:
        return sign_in_page(request, problem=_("That passkey was not taken."), status=422)
