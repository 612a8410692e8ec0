"""Recovery codes: ten of about fifty bits, each good once, renewed together and never shown again."""

import datetime as dt
import secrets

from contacts.access.derived import digest
from contacts.access.factors.models import RecoveryCode

COUNT, HALF = 10, 5
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another


def renew(user: int) -> list[str]:
    """Ten new codes in the place of all before them, in the caller's transaction."""
    codes = [f"{_half()}-{_half()}" for _ in range(COUNT)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user_id=user, digest=_kept(user, code)) for code in codes)
    return codes


def use(user: int, given: str, *, now: dt.datetime) -> bool:
    """Whether ``given`` is one of the codes that are left; it is not from then on."""
    rows = RecoveryCode.objects.filter(user=user, digest=_kept(user, given), used_at=None)
    return bool(rows.update(used_at=now))


def left(user: int) -> int:
    """How many were not used."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def _half() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(HALF))


def _kept(user: int, code: str) -> str:
    return digest("recovery code", str(user), "".join(letter for letter in code.casefold() if letter.isalnum()))
