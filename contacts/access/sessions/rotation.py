"""The chain of refresh tokens: each is good once, and one that comes back used ends the whole session.

One conditional UPDATE decides who uses a token, so of twenty at once one wins. What of the nineteen? A token that comes
back was stolen from its owner or by its owner; which one cannot be told, so the session dies. But an app that sends the
same token from several threads is no thief. A loser is therefore refused *without* ending the session when it came less
than a second after the winner (measured from its arrival, not from when a lock let it through), from the same address
and device, and while the successor has not been used. Nobody gets a token for a used one in any case, so what a thief
gains is this: who is beside the owner on one network, looks like the same device and uses the stolen token less than a
second before the owner does is not noticed at that moment. The owner is refused and signs in anew; the thief's session
stands in the list of sessions, ends with a password change, and ends if the owner's app tries once more.

With ``OVERLAP_SECONDS`` a used token is exchanged again for so long, unless its successor was used; the successor that
got lost is void, and ends the session if it turns up. There is one living chain at any time.
"""

import datetime as dt

from django.utils import timezone
from msgspec import Struct

from contacts.access import tokens
from contacts.access.caller import Caller
from contacts.access.sessions import options as lasts
from contacts.access.sessions import queries, signing
from contacts.access.sessions.models import RefreshToken, Session
from contacts.access.sessions.options import OVERLAP_SECONDS
from contacts.access.sessions.queries import SELF
from contacts.access.sessions.signing import Claims
from contacts.history.actor import SYSTEM
from contacts.history.journal import note
from contacts.options import queries as options

ACCESS_LIFE = dt.timedelta(minutes=10)
AT_ONCE = dt.timedelta(seconds=1)
REUSED = "token used twice"


class Tokens(Struct, frozen=True):
    """What a program keeps; ``expires_at`` is that of ``access``. A session for one purpose only has no ``refresh``."""

    access: str
    refresh: str | None
    expires_at: dt.datetime
    session: int
    account: int


def first_tokens(session: Session, *, now: dt.datetime) -> Tokens:
    """The tokens of a session that has just begun."""
    refresh = tokens.fresh() if SELF in session.scopes else None
    if refresh:
        RefreshToken.objects.create(session=session, token_hash=tokens.hashed(refresh), issued_at=now)
    return _tokens(session, refresh, now)


def rotate(digest: str, *, app: int | None, caller: Caller, came: dt.datetime) -> tuple[Tokens | None, int | None]:
    """New tokens, or None; and the session that died of it, if one did. To be committed whatever it returns."""
    row = _row(token_hash=digest)  # whoever else renews or kills this session waits here, so nobody deadlocks later
    if row is None or not _living(row.session, app, came):
        return None, None
    if RefreshToken.objects.filter(pk=row.pk, used_at=None).update(used_at=came):
        return _successor(row, caller, came), None
    row = _row(pk=row.pk) or row  # as the winner left it
    if _lost(row, came):
        return _successor(row, caller, came), None
    if _at_once(row, caller, came):
        return None, None
    return None, _kill(row.session)


def _row(**found_by: object) -> RefreshToken | None:
    rows = RefreshToken.objects.select_related("session__account", "session__app", "replaced_by")
    return rows.select_for_update(of=("session",)).filter(**found_by).first()


def _living(session: Session, app: int | None, came: dt.datetime) -> bool:
    account, disabled = session.account, session.app is not None and session.app.disabled_at is not None
    owner = account.is_active and account.closed_at is None
    return owner and not disabled and session.app_id == app and session.ended_at is None and session.idle_until > came


def _successor(row: RefreshToken, caller: Caller, now: dt.datetime) -> Tokens | None:
    """The next link; None when the session ended meanwhile, as another process saw to it."""
    session, refresh = row.session, tokens.fresh()
    idle = min(lasts.idle_until(now, kind=session.kind, remember=session.remember), session.expires_at)
    seen = Session.objects.filter(pk=session.pk, ended_at=None)
    if not seen.update(last_seen_at=now, idle_until=idle, address=caller.ip[:45], device=caller.device_name):
        return None
    link = RefreshToken.objects.create(session=session, token_hash=tokens.hashed(refresh), issued_at=now)
    RefreshToken.objects.filter(pk=row.pk).update(replaced_by=link)
    return _tokens(session, refresh, now)


def _lost(row: RefreshToken, came: dt.datetime) -> bool:
    """Whether the answer with the successor may have been lost, and is made void now so that another can be given."""
    overlap = dt.timedelta(seconds=options.get(OVERLAP_SECONDS))
    if not overlap:  # asked apart: who came before the winner did is "younger" than nothing
        return False
    if row.used_at is None or came - row.used_at >= overlap or row.replaced_by_id is None:
        return False
    return RefreshToken.objects.filter(pk=row.replaced_by_id, used_at=None).update(used_at=came) > 0


def _at_once(row: RefreshToken, caller: Caller, came: dt.datetime) -> bool:
    """Whether this is the same app asking twice at the same moment."""
    if row.used_at is None or row.replaced_by is None or row.replaced_by.used_at is not None:
        return False
    same = (row.session.address, row.session.device) == (caller.ip[:45], caller.device_name)
    return same and came - row.used_at < AT_ONCE


def _kill(session: Session) -> int:
    now = timezone.now()
    Session.objects.filter(pk=session.pk, ended_at=None).update(ended_at=now, reason=REUSED, idle_until=now)
    if session.account.contact_id:
        about = {"device": session.device or "an unknown device"}
        note(contact=session.account.contact_id, kind="refresh_reused", actor=SYSTEM, about=about)
    return session.pk


def _tokens(session: Session, refresh: str | None, now: dt.datetime) -> Tokens:
    until = min(now + ACCESS_LIFE, session.expires_at) if refresh else session.expires_at
    claims = Claims(
        sub=str(session.account.uuid),
        sid=str(session.uuid),
        aud=queries.audience(session.app.key if session.app else ""),
    )
    return Tokens(signing.sign(claims, now=now, until=until), refresh, until, session.pk, session.account_id)
