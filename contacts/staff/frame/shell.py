"""What stands around every desk page: navigation, breadcrumb, theme, toasts with Undo."""

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string

from contacts.staff.frame.places import navigation

THEMES = ("light", "dark")
THEME_COOKIE = "theme"
UNDO_KEPT = 20
FETCH = "fetch"


def render_page(
    *,
    request: HttpRequest,
    template: str,
    title: str,
    here: str = "",
    trail: tuple[tuple[str, str], ...] = (),
    context: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render a page inside the shell; `here` is lit in the sidebar, `trail` holds (label, url) above the title."""
    shell = {
        "title": title,
        "here": here,
        "trail": trail,
        "theme": theme_of(request),
        "navigation": navigation(actor=request.user, here=here),
        "toasts": take_toasts(request),
    }
    response = render(request, template, shell | (context or {}), status=status)
    if FETCH in request.session:
        response["Refresh"] = f"0; url={request.session.pop(FETCH)}"
    return response


def fetch(*, request: HttpRequest, url: str) -> None:
    """Have the next page fetch a file of ours by itself, without a script; it stays where it is."""
    request.session[FETCH] = url
    toast(request=request, text="The file is on its way.")


def theme_of(request: HttpRequest) -> str:
    """Return the theme this browser chose: "light", "dark", or "" for the system's."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


def is_partial(request: HttpRequest) -> bool:
    """Say whether htmx asks for a part of the page rather than the page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def toast(
    *,
    request: HttpRequest,
    text: str,
    tone: str = "good",
    undo_url: str = "",
    payload: str = "",
    once: str = "",
    see: str = "",
    offer_url: str = "",
    offer_key: str = "",
) -> None:
    """Leave a sentence for the next answer.

    `undo_url` makes it offer Undo, `once` is a secret shown only now, `see` leads to what the sentence speaks of, and
    `offer_url` with `offer_key` offers to archive a row that cannot be deleted.
    """
    token = ""
    if undo_url:
        token = secrets.token_urlsafe(12)
        kept = list(request.session.get("undo", {}).items())[-UNDO_KEPT + 1 :]
        request.session["undo"] = dict([*kept, (token, [undo_url, payload])])
    note = {"text": text, "tone": tone, "undo_url": undo_url, "token": token, "once": once, "see": see}
    note |= {"offer_url": offer_url, "offer_key": offer_key}
    request.session["toasts"] = [*request.session.get("toasts", []), note]


def take_toasts(request: HttpRequest) -> list[dict[str, str]]:
    """Return the sentences left for this answer and forget them."""
    if "toasts" not in request.session:
        return []
    notes: list[dict[str, str]] = request.session.pop("toasts")
    return notes


def take_undo(*, request: HttpRequest) -> str:
    """Return what undoing needs and forget it; raises ``Http404`` when it was used, is too old, or is another page's.

    Each page asks for the right to undo its own acts, and the number of a row means another row on another page.
    """
    kept: dict[str, list[str]] = request.session.get("undo", {})
    token = request.POST.get("token", "")
    if token not in kept or kept[token][0] != request.path:
        raise Http404("This can no longer be undone")
    payload = kept.pop(token)[1]
    request.session["undo"] = kept
    return payload


def with_toasts(*, request: HttpRequest, html: str = "", saved: bool = False, into: str = "") -> HttpResponse:
    """Return a fragment with the waiting toasts beside it.

    `saved` lets the place it lands in show it; `into` is the selector of the element it takes the place of, when that
    is another than the one that asked.
    """
    notes = render_to_string("staff/parts/toasts_oob.html", {"toasts": take_toasts(request)}, request)
    headers = {"HX-Trigger-After-Swap": "saved"} if saved else {}
    if into:
        headers |= {"HX-Retarget": into, "HX-Reswap": "outerHTML"}
    return HttpResponse(html + notes, headers=headers)


def changed(*, request: HttpRequest, back: str) -> HttpResponse:
    """Answer a change of what the page shows: htmx draws it anew where it stands, a plain browser goes to ``back``."""
    if not is_partial(request):
        return HttpResponseRedirect(back)
    response = with_toasts(request=request)
    response["HX-Reswap"] = "none"
    response["HX-Trigger"] = "redraw"
    return response
