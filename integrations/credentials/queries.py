"""Which credential a caller has."""

import datetime as dt
import hashlib
import hmac
import time

from django.contrib.auth.hashers import check_password
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from msgspec import Struct

from contacts.access.keys import limits
from contacts.history.actor import Actor
from contacts.tables import caches
from integrations.credentials.models import Credential, CredentialChange, CredentialDay

MOST_TOKENS = 20_000
REMEMBERED = 0.8  # seconds that a process believes what it read, so that switching off holds everywhere within one


class Caller(Struct, frozen=True):
    """A credential that was accepted: what a request needs of it, without its row."""

    id: int
    dialect: str
    name: str
    rights: frozenset[str]
    per_minute: int
    organisation: int | None = None
    reach: tuple[int, ...] = ()

    def actor(self) -> Actor:
        """The program as the one who acts."""
        return Actor(kind="credential", id=self.id, label=self.name, door="dialect", door_detail=self.dialect)


class _Seen(Struct, frozen=True):
    at: float
    secret_hash: str
    caller: Caller


class _Held(Struct, frozen=True):
    at: float
    until: dt.datetime
    caller: Caller


_seen: dict[tuple[str, str], _Seen] = {}  # by dialect and name; only those that exist come in
_tokens: dict[str, "_Held"] = {}  # by digest of the token; only living ones come in
_proven: dict[str, bytes] = {}  # Argon2 hash → digest of the password that it accepted, so that it is asked once
caches.register(_seen.clear, _tokens.clear, _proven.clear)


def authenticate(*, dialect: str, username: str, secret: str, address: str = "") -> Caller | None:
    """The caller with this name and secret in ``dialect``, or None; at most one statement.

    A password that somebody chose is compared for ``address`` only until it has sent too many that are wrong, unless
    this process has seen it to be right; a secret made here is compared always.
    """
    if not username or not secret or "\x00" in username:
        return None
    seen = _seen.get((dialect, username))
    if seen is None or time.monotonic() - seen.at > REMEMBERED:
        seen = _look_up(dialect, username)
    return seen.caller if seen is not None and _proves(secret, seen.secret_hash, address) else None


def by_token(*, dialect: str, text: str, address: str = "") -> Caller | None:
    """The caller whose name and secret are one text, ``name.secret``."""
    username, _, secret = text.rpartition(".")
    return authenticate(dialect=dialect, username=username, secret=secret, address=address)


def with_id(id: int) -> Caller | None:
    """The caller of a credential that is switched on, or None."""
    row = Credential.objects.filter(pk=id, is_enabled=True).first()
    return caller_of(row) if row else None


def caller_of(row: Credential) -> Caller:
    """What requests need of a credential."""
    return Caller(
        row.pk, row.dialect, row.name, frozenset(row.rights), row.per_minute, row.organisation_id, tuple(row.reach)
    )


def _look_up(dialect: str, username: str) -> _Seen | None:
    asked = time.monotonic()
    row = Credential.objects.filter(dialect=dialect, username=username, is_enabled=True).first()
    if row is None:
        _seen.pop((dialect, username), None)
        return None
    _seen[dialect, username] = _Seen(asked, row.secret_hash, caller_of(row))
    return _seen[dialect, username]


def _proves(secret: str, secret_hash: str, address: str) -> bool:
    digest = hashlib.sha256(secret.encode(errors="surrogatepass"))
    if len(secret_hash) == 64 and "$" not in secret_hash:
        return hmac.compare_digest(secret_hash, digest.hexdigest())
    if (proven := _proven.get(secret_hash)) is not None:
        return hmac.compare_digest(proven, digest.digest())
    if limits.is_over(address) or not check_password(secret, secret_hash):
        return False
    _proven[secret_hash] = digest.digest()
    return True


def holder(digest: str, *, now: dt.datetime) -> Caller | None:
    """Whose token with this digest was believed less than a second ago, or None."""
    held = _tokens.get(digest)
    return held.caller if held and time.monotonic() - held.at <= REMEMBERED and held.until > now else None


def hold(digest: str, caller: Caller, *, asked: float, until: dt.datetime) -> None:
    """Believe that a token is the caller's, for as long as credentials are believed; ``asked`` is monotonic."""
    if len(_tokens) >= MOST_TOKENS:
        _tokens.clear()
    _tokens[digest] = _Held(asked, until, caller)


def forget_token(digest: str) -> None:
    """Ask the database about this token at its next request."""
    _tokens.pop(digest, None)


def forget(row: Credential) -> None:
    """Ask the database about this credential, and about its tokens, at its next request."""
    _seen.pop((row.dialect, row.username), None)
    _proven.pop(row.secret_hash, None)
    for digest, held in list(_tokens.items()):
        if held.caller.id == row.pk:
            forget_token(digest)


def credentials() -> QuerySet[Credential]:
    """All credentials, those switched off too, with their use."""
    return Credential.objects.select_related("use", "organisation")


def listed(*, today: dt.date) -> QuerySet[Credential]:
    """All credentials, the newest first, with ``calls_today`` and ``calls_week``: the seven days that end ``today``."""
    week = Q(days__day__gt=today - dt.timedelta(days=7), days__day__lte=today)
    return (
        credentials()
        .annotate(
            calls_today=Coalesce(Sum("days__calls", filter=Q(days__day=today)), 0),
            calls_week=Coalesce(Sum("days__calls", filter=week), 0),
        )
        .order_by("-pk")
    )


def changes(credential: int) -> QuerySet[CredentialChange]:
    """What was done to a credential, the newest first."""
    return CredentialChange.objects.filter(credential=credential)


def calls_by_day(credential: int, *, since: dt.date) -> dict[dt.date, int]:
    """How many calls a credential made on each day from ``since``; days without are left out."""
    return dict(CredentialDay.objects.filter(credential=credential, day__gte=since).values_list("day", "calls"))
