"""Questions for passkeys: kept on our side, good once and for five minutes."""

import datetime as dt
import secrets

from django.utils import timezone

from contacts.access import tokens
from contacts.access.caller import Caller
from contacts.access.errors import Refused, TooMany
from contacts.access.limits.operations import claim_all, wait
from contacts.access.limits.rules import Rule, network
from contacts.access.passkeys.models import PasskeyChallenge

LIFE = dt.timedelta(minutes=5)
PER_ADDRESS = Rule("passkey_ip", 60, 600)  # questions strangers may open; each is a row
BATCH = 1_000


def open_challenge(*, account: int | None = None, caller: Caller | None = None) -> tuple[str, bytes]:
    """A token and 32 random bytes to sign; raises ``TooMany`` for a ``caller`` who asks too often."""
    if caller is not None and claim_all([(PER_ADDRESS, network(caller.ip))]):
        raise TooMany(wait(PER_ADDRESS, network(caller.ip)))
    token, challenge = tokens.fresh(), secrets.token_bytes(32)
    PasskeyChallenge.objects.create(
        token_hash=tokens.hashed(token), challenge=challenge, account_id=account, created_at=timezone.now()
    )
    return token, challenge


def consume(token: str, *, account: int | None, now: dt.datetime) -> bytes:
    """The bytes of an unused question of this account (None for a sign-in), used from now on; raises ``Refused``."""
    digest = tokens.digest(token)
    open_ones = PasskeyChallenge.objects.filter(
        token_hash=digest, account=account, used_at=None, created_at__gt=now - LIFE
    )
    row = open_ones.first() if digest else None
    if row is None or not open_ones.update(used_at=now):
        raise Refused("This question was answered or is too old.")
    return bytes(row.challenge)


def drop_old_challenges(*, now: dt.datetime | None = None) -> int:
    """Delete questions older than a day, a thousand at a time; how many went."""
    before, dropped = (now or timezone.now()) - dt.timedelta(days=1), 0
    while old := list(PasskeyChallenge.objects.filter(created_at__lt=before).values_list("pk", flat=True)[:BATCH]):
        dropped += PasskeyChallenge.objects.filter(pk__in=old).delete()[0]
    return dropped
