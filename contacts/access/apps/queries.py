"""Which app calls, and what it may."""

import hmac
import time
from collections.abc import Iterable

from django.db.models import QuerySet
from msgspec import Struct

from contacts.access.apps.models import App, Mode, TestAccount
from contacts.access.apps.naming import own_origin, read
from contacts.access.keys.limits import Meter, Verdict
from contacts.tables import caches

REMEMBERED = 0.8  # seconds that a process believes what it read, so that disabling holds everywhere within one
METER = Meter(table="contacts_appuse", column="app_id")


class _Seen(Struct, frozen=True):
    at: float
    app: App


class _Origins(Struct, frozen=True):
    at: float
    all: frozenset[str]


_seen: dict[str, _Seen] = {}  # by key; only apps that exist come in
_origins: list[_Origins] = []
caches.register(_seen.clear, _origins.clear)


def authenticate(text: str) -> App | None:
    """The app that ``text`` names, or None for one that is unknown, disabled or whose secret is wrong.

    A publishable key opens nothing by itself: it says which app asks, never for whom.
    """
    given = read(text)
    if given is None:
        return None
    seen = _seen.get(given.key)
    if seen is None or time.monotonic() - seen.at > REMEMBERED:
        seen = _look_up(given.key)
    return seen.app if seen and hmac.compare_digest(seen.app.secret_hash, given.secret_hash) else None


def numbered(app: int) -> App | None:
    """The app with this row id, when it is in force; one that called within a second is not asked for again."""
    for seen in list(_seen.values()):
        if seen.app.pk == app and time.monotonic() - seen.at <= REMEMBERED:
            return seen.app
    key = App.objects.filter(pk=app).values_list("key", flat=True).first()
    found = _look_up(key) if key else None
    return found.app if found else None


def may(app: App, grant: str) -> bool:
    """Whether ``app`` has been granted ``grant``."""
    return grant in app.grants


def claim(app: App, *, now: float | None = None) -> Verdict:
    """Take one request of the app's minute, exact over all processes."""
    return METER.claim(key=app.pk, limit=app.per_minute, now=now)


def reaches(*, app: App, account: int) -> bool:
    """Whether ``app`` and the account are both for testing or both live."""
    return TestAccount.objects.filter(pk=account).exists() == (app.mode == Mode.TEST)


def meets(*, key: str, account: int | None) -> bool:
    """Whether who comes by ``key`` may meet this account, or with None a contact without one, which is live.

    Our own pages come by no key and meet everybody.
    """
    seen = (_seen.get(key) or _look_up(key)) if key else None
    return seen is None or reaches(app=seen.app, account=account or 0)


def is_for_testing(key: str) -> bool:
    """Whether ``key`` is that of a test app."""
    return bool(key) and not meets(key=key, account=None)


def is_test_account(account: int | None) -> bool:
    """Whether a test app registered this account."""
    return TestAccount.objects.filter(pk=account or 0).exists()


def admits(app: App, origin: str) -> bool:
    """Whether a page at ``origin`` may use this app: one it names exactly, or our own."""
    return origin in app.origins or origin == own_origin()


def is_some_apps(origin: str) -> bool:
    """Whether any app that is in force names ``origin``; all a browser's first question can be answered by."""
    if not _origins or time.monotonic() - _origins[0].at > REMEMBERED:
        asked = time.monotonic()
        lists: Iterable[list[str]] = App.objects.filter(disabled_at=None).values_list("origins", flat=True)
        _origins[:] = [_Origins(asked, frozenset(one for each in lists for one in each))]
    return origin in _origins[0].all or origin == own_origin()


def apps() -> QuerySet[App]:
    """All apps, disabled ones too, with their use."""
    return App.objects.select_related("use")


def forget(key: str) -> None:
    """Ask the database about this app, and about origins, at the next request."""
    _seen.pop(key, None)
    _origins.clear()


def _look_up(key: str) -> _Seen | None:
    asked = time.monotonic()
    row = App.objects.filter(key=key, disabled_at=None).first()
    if row is None:
        _seen.pop(key, None)
        return None
    _seen[key] = _Seen(asked, row)
    return _seen[key]
