"""What a customer reads when a page cannot be shown; no page of these knows who is signed in."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import defaults

from contacts.portal.frame.language import language_of
from contacts.portal.frame.pages import render_page


def not_found(request: HttpRequest, *, status: int = 404) -> HttpResponse:
    """There is nothing here, or nothing for this customer: one answer for both."""
    with translation.override(language_of(request)):
        text = _("There is nothing for you at this address. It may have been removed, or the address has a slip in it.")
        return _fault(request, _("This page is not here"), text, status)


def unreadable(request: HttpRequest) -> HttpResponse:
    """The form is larger than is accepted, or did not arrive whole."""
    with translation.override(language_of(request)):
        text = _(
            "Nothing was stored: the form was too large, or it did not arrive whole. Go back and send less at once."
        )
        return _fault(request, _("This form could not be read"), text, 400)


def stale_form(request: HttpRequest) -> HttpResponse:
    """The form lay too long, or the browser keeps no cookies."""
    with translation.override(language_of(request)):
        text = _("Nothing was sent. Go back, load the page anew and try again. Your browser must accept cookies.")
        return _fault(request, _("This form is no longer good"), text, 403)


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke on our side."""
    with translation.override(language_of(request)):
        text = _("The fault is ours, and it has been noted. Try again in a few minutes.")
        try:
            return _fault(request, _("Something went wrong"), text, 500)
        except DatabaseError:
            return defaults.server_error(request, "portal/away.html")


def _fault(request: HttpRequest, title: str, text: str, status: int) -> HttpResponse:
    response = render_page(request, "portal/fault.html", title=title, context={"text": text}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
