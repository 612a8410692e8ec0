"""What was typed at a desk whose session had ended: it waits, sealed, until it is sent by the press of a button.

The sign-in page carries it, the session from the right password on; whoever is in is asked, and nobody else's is shown.
"""

import time
from typing import Any, Protocol

import msgspec
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods
from msgspec import Struct

from contacts.access.tokens import hashed
from contacts.staff.frame import shell
from contacts.staff.frame.access import staff_only
from contacts.staff.frame.addresses import own_url
from contacts.staff.frame.tries import last_user
from contacts.vault.seal import SealBroken, seal, unseal

KEY, PLACE = "held", "desk|held|form"
SECRETS = "never_held"  # what forms name their passwords and codes with (staff/parts/field.html)
MOST = 200_000  # bytes, before they are sealed
GONE = "What was typed before was not sent: somebody else had typed it, or it had waited for too long."


class Held(Struct, frozen=True, kw_only=True):
    """What was posted where, when (seconds since 1970), from which page, and by whom as far as the browser knows.

    ``user`` is the hash of a name, empty when nobody is known; ``secrets`` and ``files`` are names of what is left out.
    """

    user: str
    at: float
    address: str
    back: str
    fields: list[tuple[str, str]]
    secrets: list[str]
    files: list[str]


class Words(Protocol):
    """Tells label and value of what was typed into the form of an address, as ``user`` reads it."""

    def __call__(self, typed: list[tuple[str, str]], *, address: str, user: Any) -> list[tuple[str, str]]: ...


def label(name: str) -> str:
    """A field's name to read."""
    return name.replace("_", " ").replace("-", " ").strip().capitalize()


def hold(request: HttpRequest) -> str | None:
    """Seal what was posted; empty when nothing was typed, None when it is too much."""
    secrets = {name for name in request.POST.getlist(SECRETS) if request.POST.get(name)}
    left_out = {"csrfmiddlewaretoken", SECRETS, *secrets}
    fields = [(name, value) for name, values in request.POST.lists() if name not in left_out for value in values]
    files = [each.name or "" for name in request.FILES for each in request.FILES.getlist(name)]
    if not (fields or secrets or files):
        return ""
    held = Held(
        user=last_user(request), at=time.time(), address=request.get_full_path(),
        back=own_url(request, request.headers.get("Referer", "")), fields=fields, secrets=sorted(secrets), files=files,
    )  # fmt: skip
    text = msgspec.json.encode(held)
    return seal(text.decode(), place=PLACE) if len(text) <= MOST else None


def keep(request: HttpRequest) -> None:
    """The password was right: what waited in the sign-in page waits in the session."""
    if sealed := request.POST.get(KEY):
        request.session[KEY] = sealed


def found(request: HttpRequest) -> Held | None:
    """What waits for who is signed in; nothing that is another's, as old as a session may get, or not sealed by us."""
    try:
        held = msgspec.json.decode(unseal(request.session.get(KEY, ""), place=PLACE), type=Held)
    except SealBroken:
        return None
    is_theirs = held.user in ("", hashed(request.user.get_username()))
    return held if is_theirs and 0 <= time.time() - held.at < settings.SESSION_LIFE.total_seconds() else None


@sensitive_post_parameters()
@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def waiting(request: HttpRequest, *, words: Words) -> HttpResponse:
    """Show what waits, in ``words``, and ask; Send has the browser post it where it was meant for, Leave forgets it."""
    held = found(request)
    if request.method == "GET" and held:
        secrets = [(name, label(name)) for name in held.secrets]
        typed = words(held.fields, address=held.address, user=request.user)
        context = {"held": held, "typed": typed, "secrets": secrets, "can_be_sent": held.fields or secrets}
        return shell.render_page(request=request, template="staff/held.html", title="Not sent yet", context=context)
    if request.session.pop(KEY, None) and not held:
        shell.toast(request=request, text=GONE, tone="warn")
    if held and "leave" not in request.GET:
        return HttpResponseRedirect(held.address, preserve_request=True)
    return redirect(held.back if held and held.back else "staff:dashboard")


@never_cache
@staff_only
@require_GET
def token(request: HttpRequest, *, user: int) -> HttpResponse:
    """The token of forms for a page that is open since before its user signed in anew; no other's page gets it."""
    if request.user.pk != user:
        raise PermissionDenied("This page was opened by somebody else")
    return HttpResponse(get_token(request), content_type="text/plain")
