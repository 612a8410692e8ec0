"""A pending sign-in: the password was right, the second step is still to come.

It is no login: ``request.user`` is nobody, so everything answers as for a stranger, but for the pages that ask here.
"""

import time
from typing import Literal

from django.contrib.auth import login
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils.crypto import constant_time_compare
from msgspec import Struct

from contacts.access.factors.backend import DeskBackend, as_now
from contacts.access.factors.models import DeskUser
from contacts.access.tokens import fresh
from contacts.staff.frame import proving

KEY = "half_signed_in"
LIFE = 600  # seconds
Missing = Literal["code", "factor"]  # what has to be given, or to be turned on, before one is in


class PendingSignIn(Struct, frozen=True, kw_only=True):
    """Whose password it was, when (seconds since 1970), what is missing, and where one wanted to go."""

    user: DeskUser
    at: float
    missing: Missing
    challenge: str
    then: str


def begin(request: HttpRequest, user: DeskUser, *, missing: Missing, then: str) -> None:
    """Remember it in a session of its own: whoever was signed in here is not any more."""
    request.session.flush()
    request.session[KEY] = {
        "user": user.pk, "hash": user.get_session_auth_hash(), "at": time.time(), "missing": missing,
        "challenge": fresh(), "then": then,
    }  # fmt: skip
    rotate_token(request)


def found(request: HttpRequest, missing: Missing) -> PendingSignIn | None:
    """Who is half signed in and lacks this; nobody after ten minutes, or when the password was changed meanwhile."""
    kept = request.session.get(KEY)
    if kept is None or kept["missing"] != missing or not 0 <= time.time() - kept["at"] < LIFE:
        return None
    user = DeskBackend().get_user(kept["user"])
    if user is None or not user.is_staff or not constant_time_compare(kept["hash"], user.get_session_auth_hash()):
        return None
    return PendingSignIn(user=user, at=kept["at"], missing=missing, challenge=kept["challenge"], then=kept["then"])


def finish(request: HttpRequest, sign_in: PendingSignIn) -> None:
    """Let them in, with a new key for the session."""
    user = as_now(sign_in.user)
    request.session.pop(KEY)
    login(request, user, backend=f"{DeskBackend.__module__}.{DeskBackend.__qualname__}")
    proving.remember(request, at=sign_in.at)


def give_up(request: HttpRequest) -> None:
    """Begin again at the password."""
    request.session.flush()
