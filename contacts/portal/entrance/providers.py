"""Signing in with somebody who vouches: away to their page and back (OpenID Connect authorization code flow)."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contacts.access.accounts.models import Provider
from contacts.access.errors import TooMany
from contacts.access.providers import entering
from contacts.access.providers import operations as providers
from contacts.access.providers.options import configured
from contacts.options import queries as options
from contacts.portal import options as decided
from contacts.portal.entrance.arriving import NOT_NOW, arrive
from contacts.portal.frame.access import wanted
from contacts.portal.frame.customers import caller_of
from contacts.portal.frame.pages import notice
from contacts.portal.frame.pending import Begun, begin, begun

SILENT = (providers.NotConfigured, providers.ProviderSilent, TooMany)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A provider on the sign-in page."""

    key: str
    name: str


def offered() -> list[Offer]:
    """The providers that are set up."""
    return [Offer(key=one.lower(), name=Provider(one).label) for one in configured()]


@require_safe
def leave(request: HttpRequest, key: str) -> HttpResponse:
    """Send the browser to the provider's page."""
    provider = _provider(key)
    try:
        visit = providers.begin(provider=provider, return_to=_return_address(key), caller=caller_of(request))
    except SILENT:
        return _not_now(request)
    response = HttpResponseRedirect(visit.url)
    begin(response, Begun(what="provider", then=wanted(request), about=visit.binding))
    return response


@require_safe
def come_back(request: HttpRequest, key: str) -> HttpResponse:
    """Take whom the provider vouches for."""
    provider, now = _provider(key), begun(request, "provider")
    if now is None:
        return _not_now(request)
    try:
        proven = providers.finish(
            provider=provider,
            state=request.GET.get("state", ""),
            code=request.GET.get("code", ""),
            binding=now.about,
            issuer=request.GET.get("iss"),
        )
        may_open = bool(options.get(decided.REGISTRATION))
        account = entering.enter(proven=proven, caller=caller_of(request), may_open=may_open)
        return arrive(request, account, method=provider, then=now.then, stay=True)
    except entering.AddressTaken:
        notice(request, _("There is an account with your address already. Sign in with that address."), tone="warn")
        return redirect("portal:sign-in")
    except (*SILENT, *NOT_NOW):
        return _not_now(request)


def _provider(key: str) -> str:
    if key.upper() not in configured():
        raise Http404
    return key.upper()


def _return_address(key: str) -> str:
    """The one that staff registered at the provider, whatever host was asked."""
    return f"{settings.PUBLIC_BASE_URL}{reverse('portal:provider-back', args=(key,))}"


def _not_now(request: HttpRequest) -> HttpResponse:
    notice(request, _("That did not work. Choose another way to sign in."), tone="warn")
    return redirect("portal:sign-in")
