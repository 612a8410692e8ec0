"""Who was signed in a while ago proves again who they are before they change how they sign in."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from contacts.staff.frame.access import staff_only

P = ParamSpec("P")
PROVED, RECENT = "proved_at", 300  # seconds


def remember(request: HttpRequest, *, at: float | None = None) -> None:
    """The password was given, now or ``at`` (seconds since 1970)."""
    request.session[PROVED] = time.time() if at is None else at


def is_recent(request: HttpRequest) -> bool:
    """Whether it was within five minutes."""
    return 0 <= time.time() - float(request.session.get(PROVED, 0)) < RECENT


def recently_proved(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Ask for the password first, unless it was given within five minutes; then lead back to the page."""

    @staff_only
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if is_recent(request):
            return view(request, *args, **kwargs)
        return HttpResponseRedirect(f"{reverse('staff:account-confirm')}?{urlencode({'next': request.path})}")

    return guarded
