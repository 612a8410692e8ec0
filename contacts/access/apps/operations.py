"""Issuing, changing and disabling apps."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils import timezone

from contacts.access import tokens
from contacts.access.apps import queries
from contacts.access.apps.models import App, AppKind, AppUse, Mode
from contacts.access.apps.naming import GRANTS, ORIGIN, SERVER_GRANTS, AppKey, new_key
from contacts.history.actor import Actor
from contacts.record.errors import FieldError, Invalid

PER_MINUTE, MOST_PER_MINUTE, MOST_ORIGINS = 6_000, 1_000_000, 50


def issue(
    *,
    name: str,
    actor: Actor,
    kind: str = AppKind.PUBLIC,
    mode: str = Mode.LIVE,
    origins: Iterable[str] = (),
    grants: Iterable[str] = (),
    per_minute: int = PER_MINUTE,
    now: dt.datetime | None = None,
) -> tuple[App, str]:
    """A new app and the text it sends as ``api_key``; raises ``Invalid``. A server's text cannot be read again."""
    app = App(
        name=name.strip(), kind=kind, mode=mode, per_minute=per_minute,
        origins=_plain(origins), grants=list(dict.fromkeys(grants)),
        created_at=now or timezone.now(), created_by=actor.label,
    )  # fmt: skip
    _check(app)
    with transaction.atomic():
        text = _new_key(app)
        app.save()
        AppUse.objects.create(app=app)
    return app, text


def change(
    *,
    app: int,
    actor: Actor,
    name: str | None = None,
    origins: Iterable[str] | None = None,
    grants: Iterable[str] | None = None,
    per_minute: int | None = None,
) -> App:
    """The app with what is not None changed; raises ``Invalid`` and ``App.DoesNotExist``."""
    with transaction.atomic():
        row = App.objects.select_for_update().get(pk=app)
        row.name = row.name if name is None else name.strip()
        row.origins = row.origins if origins is None else _plain(origins)
        row.grants = row.grants if grants is None else list(dict.fromkeys(grants))
        row.per_minute = row.per_minute if per_minute is None else per_minute
        _check(row)
        row.save(update_fields=["name", "origins", "grants", "per_minute"])
        _forget_now_and_then(row.key)
    return row


def rotate(*, app: int, actor: Actor) -> tuple[App, str]:
    """The app with another key, and its text; the one before and its access tokens are refused at once."""
    with transaction.atomic():
        row = App.objects.select_for_update().get(pk=app)
        before = row.key
        text = _new_key(row)
        row.save(update_fields=["key", "secret_hash"])
        _forget_now_and_then(before)
    return row, text


def disable(*, app: int, actor: Actor, now: dt.datetime | None = None) -> App:
    """The app, refused from now on here and within a second everywhere, with everybody signed in by it."""
    with transaction.atomic():
        row = App.objects.select_for_update().get(pk=app)
        row.disabled_at = row.disabled_at or now or timezone.now()
        row.save(update_fields=["disabled_at"])
        _forget_now_and_then(row.key)
    return row


def _new_key(app: App) -> str:
    server = app.kind == AppKind.SERVER
    app.key, secret = new_key(server=server), tokens.fresh() if server else ""
    app.secret_hash = AppKey(app.key, secret).secret_hash
    return f"{app.key}_{secret}" if secret else app.key


def _plain(origins: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(one.strip().lower().rstrip("/") for one in origins if one.strip()))


def _check(app: App) -> None:
    if faults := list(_faults(app)):
        raise Invalid(faults)


def _faults(app: App) -> Iterator[FieldError]:
    if not 0 < len(app.name) <= 200:
        yield FieldError("name", "invalid", f"Expected 1 to 200 characters (got {len(app.name)}).")
    if app.kind not in AppKind.values:
        yield FieldError("kind", "invalid_choice", f"Expected one of {', '.join(AppKind.values)}.")
    if app.mode not in Mode.values:
        yield FieldError("mode", "invalid_choice", f"Expected one of {', '.join(Mode.values)}.")
    if not 0 < app.per_minute <= MOST_PER_MINUTE:
        yield FieldError("per_minute", "invalid", f"Expected 1 to {MOST_PER_MINUTE} requests a minute.")
    if len(app.origins) > MOST_ORIGINS:
        yield FieldError("origins", "too_long", f"At most {MOST_ORIGINS} origins.")
    for n, origin in enumerate(app.origins):
        if not ORIGIN.fullmatch(origin):
            yield FieldError(f"origins[{n}]", "invalid", "Expected scheme and host, like https://shop.example.org.")
    for n, grant in enumerate(app.grants):
        if grant not in GRANTS:
            yield FieldError(f"grants[{n}]", "invalid_choice", f"Expected one of {', '.join(GRANTS)}.")
        elif grant in SERVER_GRANTS and app.kind != AppKind.SERVER:
            yield FieldError(f"grants[{n}]", "invalid", "Only an app on a server, which has a secret, may have this.")


def _forget_now_and_then(key: str) -> None:
    """At once for this transaction, and after it for who read the row before it was committed."""
    queries.forget(key)
    transaction.on_commit(lambda: queries.forget(key))
