"""Claiming a try before it is carried out, exact over all processes: one conditional statement for each counter.

A claim is committed before the work begins, so nothing that fails afterwards can take it back; a claim inside
somebody's transaction raises ``RuntimeError``. When the database does not answer, nothing is claimed and nothing done.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import F

from contacts.access.derived import digest
from contacts.access.limits.models import PasswordTries, Tally
from contacts.access.limits.rules import (
    FREE_TRIES,
    FREE_WINDOW,
    LOCKS,
    LOCKS_FORGOTTEN,
    MOST_IN_A_ROW,
    Rule,
)

BATCH = 1_000
Claims = Sequence[tuple[Rule, str]]  # rule, and whom it counts
_CLAIM = """
INSERT INTO contacts_tally AS t (rule, subject, count, ends) VALUES (%(rule)s, %(subject)s, 1, %(now)s + %(seconds)s)
ON CONFLICT (rule, subject) DO UPDATE SET
  count = CASE WHEN t.ends <= %(now)s THEN 1 ELSE t.count + 1 END,
  ends = CASE WHEN t.ends <= %(now)s THEN excluded.ends ELSE t.ends END
WHERE t.ends <= %(now)s OR t.count < %(most)s
RETURNING count
"""
_LOCK = "CASE t.count + 1 " + " ".join(
    f"WHEN {FREE_TRIES + n} THEN %(now)s + {seconds}" for n, seconds in enumerate(LOCKS)
)
_CLAIM_PASSWORD = f"""
INSERT INTO contacts_passwordtries AS t (subject, count, streak, ends, locked_until)
VALUES (%(subject)s, 1, 1, %(now)s + {FREE_WINDOW}, 0)
ON CONFLICT (subject) DO UPDATE SET
  count = CASE WHEN t.ends <= %(now)s THEN 1 ELSE t.count + 1 END,
  streak = t.streak + 1,
  ends = CASE WHEN t.ends <= %(now)s THEN excluded.ends
              WHEN t.count + 1 >= {FREE_TRIES} THEN %(now)s + {LOCKS_FORGOTTEN} ELSE t.ends END,
  locked_until = CASE WHEN t.ends <= %(now)s OR t.count + 1 < {FREE_TRIES} THEN 0
                      ELSE {_LOCK} ELSE %(now)s + {LOCKS[-1]} END END
WHERE t.locked_until <= %(now)s AND t.streak < {MOST_IN_A_ROW}
RETURNING streak
"""  # noqa: S608 - only the numbers of the rules stand in the text


@contextmanager
def committed() -> Iterator[None]:
    """A transaction of its own for claims, kept whatever follows; raises ``RuntimeError`` inside another one."""
    with transaction.atomic(durable=True):
        yield


def claim(rule: Rule, subject: str, *, now: float | None = None) -> int:
    """Take one of ``rule`` for ``subject``: how many are taken with it, or 0 when there is none left."""
    return _counted(
        _CLAIM,
        {
            "rule": rule.name,
            "subject": digest("limit", rule.name, subject),
            "seconds": rule.seconds,
            "most": rule.most,
            "now": seconds(now),
        },
    )


def claim_all(claims: Claims, *, now: float | None = None) -> Rule | None:
    """Take one of each or none at all: None when all were taken, else the rule that had none left.

    ``claims`` must name the rules in one order everywhere, so that two of these never wait for each other.
    """
    with committed():
        for rule, subject in claims:
            if rule.most < 1 or not claim(rule, subject, now=now):
                transaction.set_rollback(True)
                return rule
    return None


def give_back(rule: Rule, subject: str) -> None:
    """Undo one claim: the try was no failure."""
    rows = Tally.objects.filter(rule=rule.name, subject=digest("limit", rule.name, subject), count__gt=0)
    rows.update(count=F("count") - 1)


def forget(rule: Rule, subject: str) -> bool:
    """Begin again at nothing; whether anything had been counted."""
    rows = Tally.objects.filter(rule=rule.name, subject=digest("limit", rule.name, subject), count__gt=0)
    return bool(rows.update(count=0))


def wait(rule: Rule, subject: str, *, now: float | None = None) -> int:
    """Seconds until ``subject`` may again."""
    row = Tally.objects.filter(rule=rule.name, subject=digest("limit", rule.name, subject)).first()
    return max((row.ends if row else 0) - seconds(now), 1)


def claim_password(subject: str, *, now: float | None = None) -> bool:
    """Take one try of a password; whether there is one. It counts as failed until ``forget_passwords``."""
    return _counted(_CLAIM_PASSWORD, {"subject": digest("password tries", subject), "now": seconds(now)}) > 0


def forget_passwords(subject: str) -> None:
    """The right password was given, or a reset proved the owner: count from nothing."""
    PasswordTries.objects.filter(pk=digest("password tries", subject)).update(count=0, streak=0, ends=0, locked_until=0)


def password_lock(subject: str, *, now: float | None = None) -> tuple[int, bool]:
    """Seconds until a password of ``subject`` may be tried again, and whether only a reset (or staff) helps."""
    row = PasswordTries.objects.filter(pk=digest("password tries", subject)).first()
    if row is None:
        return 0, False
    return max(row.locked_until - seconds(now), 0), row.streak >= MOST_IN_A_ROW


def seconds(now: float | None) -> int:
    """Whole seconds since 1970."""
    return int(time.time() if now is None else now)


def _counted(statement: str, values: dict[str, str | int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def drop_old_counters(*, now: float | None = None) -> int:
    """Delete counters whose window is over, a thousand at a time; returns how many went.

    Failures in a row are kept for thirty days after the last, and for good once only a reset helps.
    """
    at, dropped = seconds(now), 0
    tries = PasswordTries.objects.filter(ends__lte=at - 30 * 86_400, streak__lt=MOST_IN_A_ROW)
    while old := list(Tally.objects.filter(ends__lte=at).values_list("pk", flat=True)[:BATCH]):
        dropped += Tally.objects.filter(pk__in=old, ends__lte=at).delete()[0]
    while subjects := list(tries.values_list("pk", flat=True)[:BATCH]):
        dropped += tries.filter(pk__in=subjects).delete()[0]
    return dropped
