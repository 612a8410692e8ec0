"""Taking the second step: a try is claimed before anything is compared, and what is right is right once."""

import datetime as dt

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from msgspec import Struct

from contacts.access.errors import TooMany, Wrong
from contacts.access.factors import queries, recovery, totp
from contacts.access.factors.models import Authenticator, Kind
from contacts.access.factors.telling import report
from contacts.access.limits import operations as limits
from contacts.access.limits.operations import Claims
from contacts.access.limits.rules import (
    FACTOR_CHALLENGE,
    FACTOR_DAY,
    IP_FAILURES,
    IP_FAILURES_DAY,
    network,
)
from contacts.history.actor import Actor


class Step(Struct, frozen=True, kw_only=True):
    """Who takes it: ``challenge`` is one password that was right, ``device`` a browser they are known in, or empty."""

    user: User
    challenge: str
    ip: str
    device: str = ""


class Spent(Exception):
    """This password has had its five codes; begin again."""


class Shut(Exception):
    """Twenty wrong codes within a day; ``wait`` is in seconds."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__("Too many wrong codes today.")


def by_code(step: Step, given: str, *, now: dt.datetime | None = None) -> None:
    """Take a code of an app; raises ``Wrong``, ``Spent``, ``Shut`` and ``TooMany``. Not inside a transaction."""
    now = now or timezone.now()
    _claim(step, now)
    if not any(_takes(row, totp.plain(given), now) for row in queries.authenticators(step.user)):
        raise Wrong
    _give_back(step)


def by_recovery_code(step: Step, given: str, *, actor: Actor, now: dt.datetime | None = None) -> int:
    """Take a recovery code, as ``by_code``: how many are left."""
    now = now or timezone.now()
    _claim(step, now)
    with transaction.atomic():
        if not recovery.use(step.user.pk, given, now=now):
            raise Wrong
        report(step.user, Kind.RECOVERY, actor=actor, now=now)
    _give_back(step)
    return recovery.left(step.user.pk)


def _takes(row: Authenticator, given: str, now: dt.datetime) -> bool:
    """Whether it is a code of this app that nobody gave before; of many at once one is taken."""
    step = totp.matching(queries.seed(row), given, after=row.last_step, now=now.timestamp())
    rows = Authenticator.objects.filter(pk=row.pk, last_step__lt=step or 0)
    return step is not None and bool(rows.update(last_step=step, last_used_at=now))


def _claim(step: Step, now: dt.datetime) -> None:
    full = limits.claim_all([*_of_address(step), *_of_user(step)], now=now.timestamp())
    if full is None:
        return
    if full == FACTOR_CHALLENGE:
        raise Spent
    if full == FACTOR_DAY:
        raise Shut(limits.wait(*_of_user(step)[0]))
    raise TooMany(limits.wait(full, network(step.ip)))


def _give_back(step: Step) -> None:
    for rule, subject in _of_address(step):
        limits.give_back(rule, subject)
    limits.forget(*_of_user(step)[0])


def _of_address(step: Step) -> Claims:
    return [(rule, network(step.ip)) for rule in (IP_FAILURES, IP_FAILURES_DAY)]


def _of_user(step: Step) -> Claims:
    """A browser known to the user is counted apart: who knows the password shuts the others out, not this one."""
    return [(FACTOR_DAY, f"{step.user.pk} {step.device}".strip()), (FACTOR_CHALLENGE, step.challenge)]
