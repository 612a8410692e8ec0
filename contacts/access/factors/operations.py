"""Turning a second factor on and off, by its owner, by a colleague or by the operator."""

import datetime as dt

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from contacts.access import tokens
from contacts.access.errors import Refused, Wrong
from contacts.access.factors import queries, recovery, totp
from contacts.access.factors.models import Authenticator, Kind, RecoveryCode, SecondFactor
from contacts.access.factors.options import REQUIRED
from contacts.access.factors.telling import report
from contacts.history.actor import Actor
from contacts.options import queries as options
from contacts.record.errors import invalid
from contacts.vault.seal import seal

MOST_AUTHENTICATORS = 5
BEGUN_KEPT = dt.timedelta(hours=1)


def begin(user: User, *, now: dt.datetime | None = None) -> Authenticator:
    """The authenticator that ``user`` is adding: the one begun within the hour, else one with a new seed.

    Raises ``Invalid`` when they have five.
    """
    now = now or timezone.now()
    with transaction.atomic():
        _locked(user)
        if queries.authenticators(user).count() >= MOST_AUTHENTICATORS:
            raise invalid("name", "too_many", f"At most {MOST_AUTHENTICATORS} authenticators. Remove one first.")
        begun = queries.begun(user)
        if begun and begun.created_at > now - BEGUN_KEPT:
            return begun
        if begun:
            begun.delete()
        row = Authenticator(user=user, handle=tokens.fresh(), created_at=now)
        row.seed = seal(totp.fresh(), place=queries.place(row))
        row.save(force_insert=True)
    return row


def confirm(user: User, *, given: str, name: str, actor: Actor, now: dt.datetime | None = None) -> list[str]:
    """Take the app that was begun into use, since it made the code ``given``.

    The first one turns the second factor on and gives the recovery codes; others give none. Raises ``Wrong`` for
    another code, and ``Refused`` when nothing was begun.
    """
    now = now or timezone.now()
    with transaction.atomic():
        factor = _locked(user)
        row = queries.begun(user)
        if row is None:
            raise Refused("No authenticator is being added.")
        step = totp.matching(queries.seed(row), totp.plain(given), after=row.last_step, now=now.timestamp())
        if step is None:
            raise Wrong
        row.name, row.confirmed_at, row.last_step = name.strip() or "Authenticator", now, step
        row.save(update_fields=["name", "confirmed_at", "last_step"])
        if factor and factor.turned_on_at:
            report(user, Kind.ADDED, actor=actor, now=now, about=row.name)
            return []
        _switch(user, turned_on_at=now)
        report(user, Kind.ON, actor=actor, now=now, about=row.name)
        return recovery.renew(user.pk)


def renew_codes(user: User, *, actor: Actor, now: dt.datetime | None = None) -> list[str]:
    """Ten new recovery codes; those before them are dead. Raises ``Refused`` when it is off."""
    with transaction.atomic():
        _needs_on(_locked(user))
        report(user, Kind.RENEWED, actor=actor, now=now or timezone.now())
        return recovery.renew(user.pk)


def remove(user: User, *, authenticator: int, actor: Actor, now: dt.datetime | None = None) -> None:
    """Take one app away; raises ``Refused`` for the last one, and ``Authenticator.DoesNotExist``."""
    with transaction.atomic():
        _locked(user)
        row = queries.authenticators(user).get(pk=authenticator)
        if queries.authenticators(user).count() == 1:
            raise Refused("This is the only authenticator. Add another one first, or turn the second factor off.")
        report(user, Kind.REMOVED, actor=actor, now=now or timezone.now(), about=row.name)
        row.delete()


def turn_off(user: User, *, actor: Actor, now: dt.datetime | None = None) -> None:
    """Let the password alone sign in again; raises ``Refused`` when it is off, or staff need one."""
    if options.get(REQUIRED):
        raise Refused("This installation wants a second factor of everybody.")
    with transaction.atomic():
        _needs_on(_locked(user))
        _forget(user)
        report(user, Kind.OFF, actor=actor, now=now or timezone.now())


def reset(user: User, *, reason: str, actor: Actor, now: dt.datetime | None = None) -> None:
    """Take it away from somebody who lost it; their sessions end. Raises ``Refused`` when it is off."""
    with transaction.atomic():
        _needs_on(_locked(user))
        _forget(user)
        report(user, Kind.RESET, actor=actor, now=now or timezone.now(), about=reason.strip()[:300])


def _locked(user: User) -> SecondFactor | None:
    """Whoever else changes the same user's waits; the second factor as it is then."""
    User.objects.select_for_update().get(pk=user.pk)
    return SecondFactor.objects.filter(user=user).first()


def _needs_on(factor: SecondFactor | None) -> None:
    if factor is None or factor.turned_on_at is None:
        raise Refused("There is no second factor.")


def _forget(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    _switch(user, turned_on_at=None)


def _switch(user: User, *, turned_on_at: dt.datetime | None) -> None:
    """Every session of the user ends with the generation it began with."""
    values = {"turned_on_at": turned_on_at, "generation": tokens.fresh()}
    SecondFactor.objects.update_or_create(user=user, defaults=values)
