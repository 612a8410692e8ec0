"""Pages in the frame, and the two switches of its footer."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contacts.directory import operations as directory
from contacts.options import queries as options
from contacts.portal import options as decided
from contacts.portal.frame import look
from contacts.portal.frame.access import OpenRequest, wanted
from contacts.portal.frame.language import CODES, YEAR_SECONDS, remember
from contacts.record.patch import ContactPatch

P = ParamSpec("P")
THEMES = ("light", "dark")
THEME_COOKIE = "portal-theme"


def render_page(
    request: HttpRequest,
    template: str,
    *,
    title: str,
    context: dict[str, Any] | None = None,
    back: tuple[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render ``template`` in the frame; ``title`` is its one heading, ``back`` the (label, url) of the page above."""
    frame = {
        "title": title,
        "back": back,
        "customer": getattr(request, "customer", None),
        "operator": decided.operator_name(),
        "terms": options.get(decided.TERMS),
        "privacy": options.get(decided.PRIVACY),
        "look": look.address(),
        "theme": theme_of(request),
        "languages": settings.LANGUAGES,
    }
    return render(request, template, frame | (context or {}), status=status)


def holds_secret(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """For a page whose address has a token in it: what is opened or loaded from it, even of ours, is not told it."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return answer


def back_to_start() -> tuple[str, str]:
    """The way back of the pages that the start page leads to."""
    return _("Start page"), reverse("portal:home")


def notice(request: HttpRequest, text: str, *, tone: str = "good") -> None:
    """Leave a sentence for the next page; ``tone`` is good, info or warn. It travels in a cookie: no values in it."""
    level = {"good": messages.SUCCESS, "info": messages.INFO, "warn": messages.WARNING}[tone]
    messages.add_message(request, level, text, extra_tags=tone)


def theme_of(request: HttpRequest) -> str:
    """The theme this browser chose: "light", "dark", or "" for the system's."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie, so that the server renders it and nothing flashes."""
    response = HttpResponseRedirect(wanted(request))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            THEME_COOKIE, theme, max_age=YEAR_SECONDS, samesite="Lax", secure=settings.HTTPS, httponly=True
        )
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


@require_POST
def set_language(request: OpenRequest) -> HttpResponse:
    """Keep the chosen language in a cookie and, when somebody is signed in, in their record."""
    response = HttpResponseRedirect(wanted(request))
    chosen = request.POST.get("language", "")
    if chosen in CODES:
        remember(response, chosen)
        customer = request.customer
        if customer and customer.contact and not customer.must_change_password:
            patch = ContactPatch(language=CODES[chosen])
            directory.update(contact=customer.contact, patch=patch, actor=customer.actor)
    return response
