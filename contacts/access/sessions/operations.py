"""Signing in, staying signed in, and ending it."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Least
from django.dispatch import receiver
from django.utils import timezone
from msgspec import Struct

from contacts.access import tokens
from contacts.access.accounts.models import Account, Provider
from contacts.access.accounts.signals import credentials_changed
from contacts.access.apps.models import App
from contacts.access.apps.queries import reaches
from contacts.access.caller import Caller
from contacts.access.errors import Refused
from contacts.access.sessions import options as lasts
from contacts.access.sessions import queries, rotation
from contacts.access.sessions.models import Kind, Session
from contacts.access.sessions.queries import SELF, WIFI
from contacts.access.sessions.rotation import Tokens
from contacts.access.telling import note
from contacts.history.actor import Actor


class Begun(Struct, frozen=True):
    """A new session with what its holder keeps, which cannot be read again: ``cookie`` or ``tokens``."""

    session: Session
    cookie: str | None = None
    tokens: Tokens | None = None


def begin(
    *,
    account: Account,
    kind: str,
    caller: Caller,
    method: str,
    app: App | None = None,
    scopes: Iterable[str] = (SELF,),
    remember: bool = False,
    replacing: int | None = None,
    now: dt.datetime | None = None,
) -> Begun:
    """A session for ``account``, whose owner has just proven who they are by ``method``; raises ``Refused``.

    ``replacing`` is the session this browser had before, whoever's, which ends. The account is the one that was proven:
    when its password changed since it was read, or it was closed, nobody comes in.
    """
    now = now or timezone.now()
    with transaction.atomic():
        _check(account, app)
        if replacing is not None:
            end(session=replacing, reason="replaced", now=now)
        cookie = tokens.fresh() if kind == Kind.BROWSER else None
        session = Session(
            account=account, app=app, kind=kind, method=method, scopes=sorted(set(scopes)), remember=remember,
            secret_hash=cookie and tokens.hashed(cookie), device=caller.device_name, address=caller.ip[:45],
        )  # fmt: skip
        _set_times(session, now)
        session.save(force_insert=True)
        Account.objects.filter(pk=account.pk).update(last_signed_in_at=now)
        given = None if cookie else rotation.first_tokens(session, now=now)
    return Begun(session, cookie, given)


def _check(account: Account, app: App | None) -> None:
    """Under the account's lock, which whoever changes its credentials takes too: either they end us or we see it."""
    held = Account.objects.select_for_update().filter(pk=account.pk).first()
    if held is None or not held.is_active or held.closed_at or held.password_set_at != account.password_set_at:
        raise Refused("The account was closed or changed meanwhile.")
    if app is not None and (app.disabled_at or not reaches(app=app, account=account.pk)):
        raise Refused("This app does not reach this account.")


def _set_times(session: Session, now: dt.datetime) -> None:
    """When it began and ends; a device that only showed its number has proven nothing and stays for a short while."""
    if session.scopes == [WIFI]:
        session.expires_at = session.idle_until = now + lasts.WIFI_LIFE
    else:
        idle = lasts.idle_until(now, kind=session.kind, remember=session.remember)
        session.expires_at = lasts.ends(now)
        session.idle_until = min(idle, session.expires_at)
    session.created_at = session.last_seen_at = now
    session.strong_at = None if session.method == Provider.MAC_ADDRESS else now


def refresh(*, token: str, caller: Caller, app: App | None = None, now: dt.datetime | None = None) -> Tokens:
    """New tokens for an unused refresh token of this app; raises ``Refused`` (401) for everything else.

    A used one that comes back ends its session at once. May not be called inside a transaction, whose rollback would
    revive the session; raises ``RuntimeError`` then.
    """
    came = now or timezone.now()
    digest = tokens.digest(token)
    if digest is None:
        raise Refused("This is no refresh token.")
    with transaction.atomic(durable=True):
        renewed, killed = rotation.rotate(digest, app=app.pk if app else None, caller=caller, came=came)
    if killed is not None:
        queries.forget(killed)
    if renewed is None:
        raise Refused("This refresh token is not in force.")
    return renewed


def reauthenticate(*, session: int, now: dt.datetime | None = None) -> str | None:
    """Note that the owner has just proven who they are again: a browser's new cookie, the old one is void.

    Raises ``Refused`` when the session has ended meanwhile.
    """
    now = now or timezone.now()
    with transaction.atomic():
        row = Session.objects.select_for_update().filter(pk=session, ended_at=None, idle_until__gt=now).first()
        if row is None:
            raise Refused("The session has ended.")
        cookie = tokens.fresh() if row.kind == Kind.BROWSER else None
        row.strong_at = now
        row.secret_hash = tokens.hashed(cookie) if cookie else None
        row.save(update_fields=["strong_at", "secret_hash"])
        _forget_now_and_then(session)
    return cookie


def end(
    *, session: int, reason: str = "signed out", account: int | None = None, now: dt.datetime | None = None
) -> bool:
    """End a session (of ``account``, when the caller may end only theirs); whether it was alive."""
    now = now or timezone.now()
    rows = Session.objects.filter(pk=session, ended_at=None)
    ended = _ended(rows if account is None else rows.filter(account=account), reason, now)
    _forget_now_and_then(session)
    return ended > 0


def end_for(*, session: int, account: int, actor: Actor, now: dt.datetime | None = None) -> bool:
    """End one session of an account as staff ask, noted on the timeline; whether it was alive."""
    now = now or timezone.now()
    with transaction.atomic():
        ended = end(session=session, account=account, reason="ended by staff", now=now)
        if ended:
            row = Session.objects.select_related("account", "app").get(pk=session)
            device = row.device or (row.app.name if row.app else "") or "an unknown device"
            note(account=row.account, kind="account_session_ended", actor=actor, now=now, about={"device": device})
    return ended


def end_all(*, account: int, except_session: int | None = None, reason: str, now: dt.datetime | None = None) -> int:
    """End every session of an account but one; how many. Whoever signs in meanwhile is ended too or refused."""
    with transaction.atomic():
        Account.objects.select_for_update().filter(pk=account).first()
        rows = Session.objects.filter(account=account, ended_at=None)
        if except_session is not None:
            rows = rows.exclude(pk=except_session)
        ended = _ended(rows, reason, now or timezone.now())
        queries.forget_account(account)
        transaction.on_commit(lambda: queries.forget_account(account))
    return ended


@receiver(credentials_changed, dispatch_uid="end sessions")
def _credentials_changed(account: Account, except_session: int | None = None, **_: object) -> None:
    end_all(account=account.pk, except_session=except_session, reason="credentials changed")


def _ended(rows: QuerySet[Session], reason: str, now: dt.datetime) -> int:
    return rows.update(ended_at=now, reason=reason, idle_until=Least(F("idle_until"), now))


def _forget_now_and_then(session: int) -> None:
    """At once for this transaction, and after it for who read the row before it was committed."""
    queries.forget(session)
    transaction.on_commit(lambda: queries.forget(session))
