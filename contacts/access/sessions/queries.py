"""Whose request this is. The session's row is asked for every token, at most 0.8 seconds ago.

So signing out, disabling an account and killing a family of tokens hold within a second in every process.
"""

import datetime as dt
import time
import uuid

from django.db.models import Q, QuerySet
from django.utils import timezone
from msgspec import Struct

from contacts.access import tokens
from contacts.access.accounts.models import Account
from contacts.access.errors import OutOfScope, ReauthNeeded
from contacts.access.sessions import signing
from contacts.access.sessions.models import Session
from contacts.access.sessions.options import idle_until
from contacts.tables import caches

SELF, PASSWORD, WIFI = "self", "password", "wifi"  # what a session may be for; ``self`` is everything of one's own
REMEMBERED = 0.8  # seconds that a process believes what it read
FRESH = dt.timedelta(minutes=5)
SEEN_STEP = dt.timedelta(minutes=1)
MOST_REMEMBERED = 20_000


class Principal(Struct, frozen=True, kw_only=True):
    """Somebody who is signed in: what a request needs of them. ``contact`` is None before it is proven."""

    session: int
    account: int
    account_uuid: uuid.UUID
    contact: int | None
    app: int | None
    kind: str
    scopes: frozenset[str]
    strong_at: dt.datetime | None


class _Seen(Struct, frozen=True):
    at: float
    principal: Principal
    audience: str
    remember: bool
    last_seen_at: dt.datetime
    idle_until: dt.datetime
    expires_at: dt.datetime


_seen: dict[str, _Seen] = {}  # by hash of the cookie or id of the session; only living sessions come in
caches.register(_seen.clear)


def authenticate_cookie(text: str, *, needs: str = SELF, address: str = "") -> Principal | None:
    """Whom a browser's cookie lets in, or None; raises ``OutOfScope``. One statement at most, two once a minute."""
    digest = tokens.digest(text)
    return _admitted(_current(digest, secret_hash=digest), needs, address) if digest else None


def authenticate_access(text: str, *, app: int | None = None, needs: str = SELF, address: str = "") -> Principal | None:
    """Whom an access token lets in (for the app ``app``, when the caller named one), or None; as above."""
    claims = signing.read(text)
    sid = _uuid(claims.sid) if claims else None
    if claims is None or sid is None:
        return None
    seen = _current(str(sid), uuid=sid, kind="PROGRAM")
    if seen is None or seen.audience != claims.aud or str(seen.principal.account_uuid) != claims.sub:
        return None
    if app is not None and seen.principal.app != app:
        return None
    return _admitted(seen, needs, address)


def require_fresh(strong_at: dt.datetime | None) -> None:
    """Raise ``ReauthNeeded`` unless who acts proved who they are within five minutes."""
    if not is_fresh(strong_at):
        raise ReauthNeeded


def is_fresh(strong_at: dt.datetime | None, *, now: dt.datetime | None = None) -> bool:
    """Whether ``strong_at`` of a session or principal is at most five minutes ago."""
    return strong_at is not None and (now or timezone.now()) - strong_at <= FRESH


def of_account(account: int, *, now: dt.datetime | None = None) -> QuerySet[Session]:
    """The living sessions of an account, the last used first."""
    living = Session.objects.filter(account=account, ended_at=None, idle_until__gt=now or timezone.now())
    return living.select_related("app").order_by("-last_seen_at", "-pk")


def audience(app_key: str) -> str:
    """Whom an access token is for: the app that asked for it, or the portal itself."""
    return f"app:{app_key}" if app_key else "portal"


def forget(session: int) -> None:
    """Ask the database about this session at its next request."""
    for key, seen in list(_seen.items()):
        if seen.principal.session == session:
            _seen.pop(key, None)


def forget_account(account: int) -> None:
    """The same for every session of an account."""
    for key, seen in list(_seen.items()):
        if seen.principal.account == account:
            _seen.pop(key, None)


def _current(key: str, **found_by: object) -> _Seen | None:
    seen = _seen.get(key)
    if seen is None or time.monotonic() - seen.at > REMEMBERED:
        seen = _look_up(key, found_by)
    return seen if seen and seen.idle_until > timezone.now() else None


def _look_up(key: str, found_by: dict[str, object]) -> _Seen | None:
    asked = time.monotonic()
    row = (
        Session.objects.select_related("account", "app")
        .filter(Q(app=None) | Q(app__disabled_at=None), account__is_active=True, account__closed_at=None)
        .filter(ended_at=None, **found_by)
        .first()
    )
    if row is None:
        _seen.pop(key, None)
        return None
    if len(_seen) >= MOST_REMEMBERED:
        _seen.clear()
    seen = _seen[key] = _Seen(
        asked, _principal(row), audience(row.app.key if row.app else ""), row.remember,
        row.last_seen_at, row.idle_until, row.expires_at,
    )  # fmt: skip
    return seen


def _principal(row: Session) -> Principal:
    return Principal(
        session=row.pk,
        account=row.account_id,
        account_uuid=row.account.uuid,
        contact=row.account.contact_id,
        app=row.app_id,
        kind=row.kind,
        scopes=_scopes(row, row.account),
        strong_at=row.strong_at,
    )


def _scopes(row: Session, account: Account) -> frozenset[str]:
    """A password that somebody else chose opens nothing but the way to change it."""
    scopes = frozenset(row.scopes)
    return scopes - {SELF} | {PASSWORD} if account.must_change_password and SELF in scopes else scopes


def _admitted(seen: _Seen | None, needs: str, address: str) -> Principal | None:
    if seen is None:
        return None
    if seen.principal.scopes.isdisjoint({needs, SELF}):
        raise OutOfScope(f"This session is not for {needs}.")
    now = timezone.now()
    if now - seen.last_seen_at >= SEEN_STEP:
        _touch(seen, address, now)
    return seen.principal


def _touch(seen: _Seen, address: str, now: dt.datetime) -> None:
    """Note the use, once a minute whoever is first."""
    changes: dict[str, object] = {"last_seen_at": now}
    changes["idle_until"] = min(idle_until(now, kind=seen.principal.kind, remember=seen.remember), seen.expires_at)
    if address:
        changes["address"] = address[:45]
    due = Session.objects.filter(pk=seen.principal.session, ended_at=None, last_seen_at__lte=now - SEEN_STEP)
    due.update(**changes)
    forget(seen.principal.session)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
