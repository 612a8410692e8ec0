"""Who may open a portal page. Pages are for customers unless the table of addresses says otherwise."""

from collections.abc import Callable
from enum import Enum
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from contacts.portal.frame.customers import Customer, find_customer
from contacts.portal.frame.language import language_of


class Who(Enum):
    """For whom a page is, from the widest to the narrowest."""

    EVERYONE = "also who is not signed in"
    HALFWAY = "signed in, even when a new password must be chosen before anything else"
    CUSTOMER = "signed in"
    FRESH = "signed in, with a proof of who it is within the last five minutes"


class OpenRequest(HttpRequest):
    """A request for a page that is for everyone."""

    customer: Customer | None


class PortalRequest(HttpRequest):
    """A request of somebody who is signed in."""

    customer: Customer


View = Callable[..., HttpResponseBase]
NEXT = "next"


def page(route: str, view: View, *, name: str, who: Who = Who.CUSTOMER) -> URLPattern:
    """One line of the table of addresses: the view behind its guard, in the reader's language, kept by no cache."""
    return path(route, guarded(view, who=who), name=name)


def guarded(view: View, *, who: Who = Who.CUSTOMER) -> View:
    """``view`` for ``who`` alone; others are led to where they can become it, and then to where they wanted."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: object, **kwargs: object) -> HttpResponseBase:
        language = language_of(request)
        with translation.override(language):
            customer = find_customer(request)
            request.customer = customer  # type: ignore[attr-defined]
            response = _elsewhere(request, customer, who) or view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response

    answer.who = who  # type: ignore[attr-defined]
    return answer


def wanted(request: HttpRequest) -> str:
    """Where the visitor wanted to go before this page came between, on this host; else the start page."""
    asked = request.POST.get(NEXT) or request.GET.get(NEXT, "")
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if ours else reverse("portal:home")


def with_next(name: str, wanted: str) -> str:
    """The address of the page ``name`` that leads on to ``wanted``."""
    address = reverse(name)
    return address if wanted == reverse("portal:home") else f"{address}?{urlencode({NEXT: wanted})}"


def _elsewhere(request: HttpRequest, customer: Customer | None, who: Who) -> HttpResponse | None:
    if who is Who.EVERYONE:
        return None
    if customer is None:
        return HttpResponseRedirect(with_next("portal:sign-in", _here(request)))
    if who is Who.HALFWAY:
        return None
    if customer.must_change_password:
        return HttpResponseRedirect(reverse("portal:new-password"))
    if who is Who.FRESH and not customer.is_fresh:
        return HttpResponseRedirect(with_next("portal:confirm", _here(request)))
    return None


def _here(request: HttpRequest) -> str:
    """What was asked for, when it can be asked for again: a form that was sent cannot."""
    return request.get_full_path() if request.method == "GET" else reverse("portal:home")
