"""Who is signed in, by the cookie of the portal."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from contacts.access.caller import Caller
from contacts.access.sessions import queries as sessions
from contacts.history.actor import Actor
from contacts.portal.frame.language import CODES, language_of

COOKIE = "__Host-portal" if settings.HTTPS else "portal"
DEVICE_COOKIE = "__Host-portal-device" if settings.HTTPS else "portal-device"


@dataclass(frozen=True, kw_only=True)
class Customer:
    """Somebody who is signed in; ``contact`` is None while staff have not said whose account it is.

    ``is_fresh`` says whether the last proof of who it is was within five minutes; who ``must_change_password`` may do
    nothing else before.
    """

    account: int
    contact: int | None
    session: int
    is_fresh: bool
    must_change_password: bool

    @property
    def actor(self) -> Actor:
        """The customer as one who acts."""
        return Actor(kind="contact", id=self.contact, label="Customer", door="portal")


def find_customer(request: HttpRequest) -> Customer | None:
    """Whose cookie came with ``request``, or None; at most one statement."""
    token = request.COOKIES.get(COOKIE)
    if not token:
        return None
    principal = sessions.authenticate_cookie(token, needs=sessions.PASSWORD, address=address_of(request))
    if principal is None:
        return None
    return Customer(
        account=principal.account,
        contact=principal.contact,
        session=principal.session,
        is_fresh=sessions.is_fresh(principal.strong_at),
        must_change_password=sessions.SELF not in principal.scopes,
    )


def caller_of(request: HttpRequest) -> Caller:
    """Who knocks, for the operations of the access room."""
    return Caller(
        ip=address_of(request),
        device=request.COOKIES.get(DEVICE_COOKIE),
        language=CODES[language_of(request)],
        agent=request.headers.get("User-Agent", "")[:400],
    )


def address_of(request: HttpRequest) -> str:
    """The network address the request came from; trusted proxies are settled by then."""
    return str(request.META.get("REMOTE_ADDR", ""))


def let_in(response: HttpResponse, token: str, *, seconds: int | None) -> None:
    """Give the browser its session; without ``seconds`` it forgets it when it is closed."""
    _keep(response, COOKIE, token, seconds)


def let_out(response: HttpResponse) -> None:
    """Take the session from the browser."""
    response.delete_cookie(COOKIE, samesite="Lax")


def know_device(response: HttpResponse, token: str, *, seconds: int) -> None:
    """Let the browser be told from strangers' browsers the next time."""
    _keep(response, DEVICE_COOKIE, token, seconds)


def _keep(response: HttpResponse, name: str, value: str, seconds: int | None) -> None:
    response.set_cookie(name, value, max_age=seconds, httponly=True, secure=settings.HTTPS, samesite="Lax", path="/")
