"""How long a sign-in lasts: 30 minutes idle, 12 hours at most."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

STARTED = "signed_in_at"
SEEN = "seen_at"
SEEN_STEP_SECONDS = 60


class SessionAge:
    """Signs people out whose session is too old or was silent for too long.

    The time of the last request is written at most once a minute, so reading pages writes nothing. What programs ask
    (addresses that want no CSRF token) is blind to cookies, so it keeps nobody signed in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object) -> None:
        """Look at the session before the page does."""
        if getattr(view, "csrf_exempt", False) or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return
        if request.user.is_authenticated:
            self._check(request, now=time.time())

    def _check(self, request: HttpRequest, *, now: float) -> None:
        started = request.session.setdefault(STARTED, now)
        seen = request.session.get(SEEN, now)
        too_old = now - started > settings.SESSION_LIFE.total_seconds()
        too_quiet = now - seen > settings.SESSION_IDLE.total_seconds()
        if too_old or too_quiet:
            logout(request)
        elif SEEN not in request.session or now - seen > SEEN_STEP_SECONDS:
            request.session[SEEN] = now
