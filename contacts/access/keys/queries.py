"""Who a caller is."""

import datetime as dt
import hmac
import time

from django.db.models import QuerySet
from django.utils import timezone
from msgspec import Struct

from contacts.access.keys import credentials
from contacts.access.keys.models import ApiKey
from contacts.tables import caches

REMEMBERED = 0.8  # seconds that a process believes what it read, so that a revocation holds everywhere within one


class Principal(Struct, frozen=True):
    """A key that was accepted: what a request needs of it, without its row."""

    id: int
    name: str
    scopes: frozenset[str]
    per_minute: int
    expires_at: dt.datetime | None = None


class _Seen(Struct, frozen=True):
    at: float
    secret_hash: str
    principal: Principal


_seen: dict[str, _Seen] = {}  # by prefix; only keys that exist come in, so it cannot be flooded
caches.register(_seen.clear)


def authenticate(text: str) -> Principal | None:
    """The key that ``text`` is, or None for one that is unknown, wrong, revoked or expired; at most one statement."""
    credential = credentials.read(text)
    if credential is None:
        return None
    seen = _seen.get(credential.prefix)
    if seen is None or time.monotonic() - seen.at > REMEMBERED:
        seen = _look_up(credential.prefix)
    if seen is None or not hmac.compare_digest(seen.secret_hash, credential.secret_hash):
        return None
    expires_at = seen.principal.expires_at
    return None if expires_at is not None and expires_at <= timezone.now() else seen.principal


def _look_up(prefix: str) -> _Seen | None:
    asked = time.monotonic()
    row = ApiKey.objects.filter(prefix=prefix, revoked_at=None).first()
    if row is None:
        _seen.pop(prefix, None)
        return None
    principal = Principal(row.pk, row.name, frozenset(row.scopes), row.per_minute, row.expires_at)
    _seen[prefix] = _Seen(asked, row.secret_hash, principal)
    return _seen[prefix]


def forget(prefix: str) -> None:
    """Ask the database about this key at its next request."""
    _seen.pop(prefix, None)


def api_keys() -> QuerySet[ApiKey]:
    """All keys, revoked ones too, with their use."""
    return ApiKey.objects.select_related("use")
