"""What a visitor has begun and not finished, in a sealed cookie: none of it is in an address or on the server."""

import datetime as dt
from typing import Literal

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from msgspec import Struct

from contacts.access.codes.operations import Challenge
from contacts.vault.seal import SealBroken, seal, unseal

COOKIE = "__Host-portal-begun" if settings.HTTPS else "portal-begun"
PLACE = "portal|begun|cookie"
LIFE = dt.timedelta(minutes=30)

What = Literal["sign_in", "register", "verify", "confirm", "provider", "address"]


class Begun(Struct, frozen=True, kw_only=True):
    """A code is on its way to ``shown``; ``challenge`` names it, ``credential`` (name, value) asks for another one.

    ``then`` is where the visitor wanted to go, ``remember`` whether to stay signed in; ``about`` is the caller's own.
    """

    what: What
    then: str
    challenge: str = ""
    shown: str = ""
    credential: tuple[str, str] = ("", "")
    remember: bool = False
    about: str = ""
    agreed: tuple[int, str] = (0, "")  # to which wording, and on what basis, for the log of consents
    at: float = 0.0

    def with_challenge(self, challenge: Challenge) -> "Begun":
        """The same, for another code."""
        return msgspec.structs.replace(self, challenge=str(challenge.id), shown=challenge.obfuscated)


def begin(response: HttpResponse, begun: Begun) -> None:
    """Let the browser keep what was begun for half an hour."""
    stamped = msgspec.structs.replace(begun, at=timezone.now().timestamp())
    text = msgspec.json.encode(stamped).decode()
    response.set_cookie(
        COOKIE,
        seal(text, place=PLACE),
        max_age=int(LIFE.total_seconds()),
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
        path="/",
    )


def begun(request: HttpRequest, *what: What) -> Begun | None:
    """What this browser has begun, when it is one of ``what`` and not too old."""
    try:
        found = msgspec.json.decode(unseal(request.COOKIES.get(COOKIE, ""), place=PLACE), type=Begun)
    except (SealBroken, msgspec.DecodeError):
        return None
    age = timezone.now().timestamp() - found.at
    return found if found.what in what and 0 <= age <= LIFE.total_seconds() else None


def finish(response: HttpResponse) -> None:
    """Let the browser forget it."""
    response.delete_cookie(COOKIE, samesite="Lax")
