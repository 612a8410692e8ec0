"""Who is signed in, by the cookie of the portal."""

from dataclasses import dataclass
from typing import overload

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from contacts.access.accounts.models import Account
from contacts.access.caller import Caller
from contacts.access.errors import OutOfScope
from contacts.access.owners.devices import KEPT
from contacts.access.sessions import queries as sessions
from contacts.access.sessions.queries import Principal
from contacts.history.actor import Actor
from contacts.portal.frame.language import CODES, language_of

COOKIE = "__Host-portal" if settings.HTTPS else "portal"
DEVICE_COOKIE = "__Host-portal-device" if settings.HTTPS else "portal-device"


@dataclass(frozen=True, kw_only=True)
class Customer:
    """Somebody who is signed in."""

    principal: Principal

    @property
    def account(self) -> int:
        return self.principal.account

    @property
    def contact(self) -> int | None:
        """None while an address is not proven, or staff have not said whose the account is."""
        return self.principal.contact

    @property
    def session(self) -> int:
        return self.principal.session

    @property
    def is_fresh(self) -> bool:
        """Whether the last proof of who it is was within five minutes."""
        return sessions.is_fresh(self.principal.strong_at)

    @property
    def must_change_password(self) -> bool:
        """Whether a new password comes before everything else."""
        return sessions.SELF not in self.principal.scopes

    @property
    def actor(self) -> Actor:
        """The customer as one who acts."""
        return Actor(kind="contact", id=self.contact, label="Customer", door="portal")


def find_customer(request: HttpRequest) -> Customer | None:
    """Whose cookie came with ``request``, or None; at most one statement, once a minute a second."""
    token = request.COOKIES.get(COOKIE)
    if not token:
        return None
    try:
        principal = sessions.authenticate_cookie(token, needs=sessions.PASSWORD, address=address_of(request))
    except OutOfScope:
        return None
    return Customer(principal=principal) if principal else None


@overload
def account_of(customer: Customer) -> Account: ...
@overload
def account_of(customer: None) -> None: ...
def account_of(customer: Customer | None) -> Account | None:
    """The row of who is signed in, for operations that ask for it."""
    return Account.objects.get(pk=customer.account) if customer else None


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


def know_device(response: HttpResponse, token: str) -> None:
    """Let the browser be told from strangers' browsers the next time."""
    _keep(response, DEVICE_COOKIE, token, int(KEPT.total_seconds()))


def _keep(response: HttpResponse, name: str, value: str, seconds: int | None) -> None:
    response.set_cookie(name, value, max_age=seconds, httponly=True, secure=settings.HTTPS, samesite="Lax", path="/")
