"""Asking for a one-time code and giving it back. Known and unknown are answered alike and cost the same."""

import datetime as dt
import hmac
import uuid
from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from msgspec import Struct

from contacts.access import sending
from contacts.access.accounts.models import Account
from contacts.access.caller import Caller
from contacts.access.codes import targets
from contacts.access.codes.finding import HALF, by_credentials, find, whose
from contacts.access.codes.models import OneTimeCode
from contacts.access.codes.targets import Target
from contacts.access.derived import digest
from contacts.access.errors import TooMany, Wrong
from contacts.access.identities import lookup, proving
from contacts.access.identities.lookup import Credential
from contacts.access.limits import operations as limits
from contacts.access.limits.rules import CODES_DAY, IP_FAILURES, IP_FAILURES_DAY, network
from contacts.access.limits.sending import may_send
from contacts.background.operations import enqueue
from contacts.record.errors import invalid
from contacts.vault.seal import seal, unseal

LIFE = dt.timedelta(minutes=5)
TRIES = 5
SIGN_IN, ADDRESS, CONFIRM = "sign_in", "address", "confirm"
WRITTEN = [
    *("challenge", "app", "account", "contact", "identity", "channel", "destination", "shown", "language"),
    *("is_begun_here", "digest", "tries", "created_at", "expires_at", "sent_at", "used_at"),
]


class Challenge(Struct, frozen=True):
    """A code that was asked for; ``id`` is "auth_otp". It looks the same whether anything was sent or not."""

    id: uuid.UUID
    obfuscated: str
    expires_at: dt.datetime


def ask(
    *, credentials: Sequence[Credential], caller: Caller, method: str = "", purpose: str = SIGN_IN,
    now: dt.datetime | None = None,
) -> Challenge:  # fmt: skip
    """Have a code sent to whom ``credentials`` mean, by ``method`` EMAIL or SMS (else as the first one suggests).

    A challenge belongs to what it was asked for with: another name of the same person leads to another one, as it does
    for two people. Asking anew kills the code before it; a limit that is reached is answered the same and sends
    nothing. Raises ``Invalid`` for credentials that are none; must not be called inside a transaction.
    """
    if method not in ("", "EMAIL", "SMS"):
        raise invalid("method", "invalid_choice", "Expected EMAIL or SMS.")
    said = list(credentials)
    found = lookup.find(said, by=caller.app)
    target = targets.of(found, said, targets.channel_for(said, method))
    return challenge(target=target, purpose=purpose, caller=caller, now=now)


def again(*, challenge: uuid.UUID | str, caller: Caller, now: dt.datetime | None = None) -> Challenge:
    """Have the code of a challenge sent anew, as the same person; at a limit it is the same challenge still.

    Unlike ``ask`` this leaves a registration its beginner's. Raises ``Wrong`` for a challenge that never was.
    """
    now, row = now or timezone.now(), find(challenge)
    if row is None or row.app != caller.app:
        raise Wrong
    address, key = _opened(row)
    target = Target(row.channel, "", "", key, row.shown, address, row.account, row.contact, row.identity)
    bucket = targets.bucket(row.account, caller)
    return _asked(
        target, caller, now, subject=row.subject, bucket=bucket, purpose=row.purpose, is_begun_here=row.is_begun_here
    )


def challenge(
    *, target: Target, purpose: str, caller: Caller, is_begun_here: bool = False, now: dt.datetime | None = None
) -> Challenge:
    """Have a code sent to ``target``; ``is_begun_here`` when who holds the challenge also chose the account's data."""
    bucket = targets.bucket(target.account, caller)
    subject = whose(target.subject, bucket) + target.asked[:HALF]
    return _asked(
        target, caller, now or timezone.now(), subject=subject, bucket=bucket, purpose=purpose,
        is_begun_here=is_begun_here,
    )  # fmt: skip


def _asked(
    target: Target, caller: Caller, now: dt.datetime, *, subject: str, bucket: str, purpose: str, is_begun_here: bool
) -> Challenge:
    """The life told is that of a fresh code: when another one was asked for is nobody's business."""
    allowed = may_send(
        ip=caller.ip, channel=target.channel, to=target.key, known=target.is_known, bucket=bucket, now=now
    )
    live = OneTimeCode.objects.filter(subject=subject, purpose=purpose, used_at=None, expires_at__gt=now)
    row = live.first()
    if not allowed and row is not None:
        if not is_begun_here:  # somebody else may hold it from here on
            live.filter(challenge=row.challenge).update(is_begun_here=False)
        return Challenge(row.challenge if row.app == caller.app else uuid.uuid4(), target.shown, now + LIFE)
    row = _row(target, caller, now, subject=subject, purpose=purpose, is_begun_here=is_begun_here)
    with transaction.atomic():
        (row,) = OneTimeCode.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["subject", "purpose"], update_fields=WRITTEN
        )
        if allowed:
            _end_others(target, row)
            args: dict[str, int | str | bool | None] = {"code": row.pk, "challenge": row.challenge.hex}
            enqueue(name="access.send_code", args=args, urgent=True)
    return Challenge(row.challenge, target.shown, row.expires_at)


def _end_others(target: Target, row: OneTimeCode) -> None:
    """One code of a person lives at a time: those asked for by other names have no tries left, as nobody's have none.

    Their challenges stay, so that whoever has two cannot tell whether they are one person's.
    """
    ids = [owner.pk if owner else 0 for owner in (target.account, target.contact)]
    theirs = Q(account=ids[0]) | Q(contact=ids[1])  # a question for nobody too: it takes as long
    others = OneTimeCode.objects.filter(theirs, purpose=row.purpose, subject__startswith=row.subject[:HALF])
    others.exclude(subject=row.subject).update(tries=TRIES)


def _row(
    target: Target, caller: Caller, now: dt.datetime, *, subject: str, purpose: str, is_begun_here: bool
) -> OneTimeCode:
    id_ = uuid.uuid4()
    return OneTimeCode(
        challenge=id_, subject=subject, purpose=purpose, app=caller.app, account=target.account,
        contact=target.contact if target.is_known else None, identity=target.identity, channel=target.channel,
        destination=seal(f"{target.address}\n{target.key}", place=place(id_)), shown=target.shown[:254],
        language=sending.language(caller.language), is_begun_here=is_begun_here, created_at=now, expires_at=now + LIFE,
    )  # fmt: skip


def place(id_: uuid.UUID) -> str:
    """Where the destination of a challenge opens."""
    return f"contacts_onetimecode|destination|{id_.hex}"


def digest_of(id_: uuid.UUID, code: str) -> str:
    """What is kept of a code: of no use without the key, which is not in the database."""
    return digest("one-time code", id_.hex, code)


def check(
    *, code: str, caller: Caller, challenge: uuid.UUID | str | None = None, credentials: Sequence[Credential] = (),
    purpose: str = SIGN_IN, now: dt.datetime | None = None,
) -> Account:  # fmt: skip
    """The account whose code this is, its address proven by it; the code is used up.

    The code is named by its challenge, or by credentials of the person: they lead to the newest one and share its five
    tries. Only who knows the challenge is taken for the one who began a registration. A finished
    registration and a contact's first sign-in happen here. Raises ``Wrong``, ``TooMany``.
    """
    now = now or timezone.now()
    row = find(challenge) if challenge else by_credentials(list(credentials), caller, purpose, now)
    return redeem(
        row=row, code=code, caller=caller, purpose=purpose, now=now,
        effect=lambda used: proving.by_code(
            account=used.account, contact=used.contact, identity=used.identity, channel=used.channel,
            address=opened(used), is_trusted=used.is_begun_here and bool(challenge),
            keeps_said=used.is_begun_here, caller=caller, now=now,
        ),
    )  # fmt: skip


def redeem(
    *, row: OneTimeCode | None, code: str, caller: Caller, purpose: str, now: dt.datetime,
    effect: Callable[[OneTimeCode], Account],
) -> Account:  # fmt: skip
    """What ``effect`` makes of a code that is right, in the transaction that uses it up; raises as ``check`` does."""
    allowed = _claimed(row, caller, purpose, now)
    expected = digest_of(row.challenge if row else uuid.UUID(int=0), "".join(code.split()))
    right = hmac.compare_digest(expected, row.digest if row else "")
    if row is None or not allowed or not right:
        raise Wrong
    with transaction.atomic():
        if OneTimeCode.objects.filter(pk=row.pk, challenge=row.challenge, used_at=None).update(used_at=now) != 1:
            raise Wrong
        account = effect(row)
    limits.give_back(IP_FAILURES, network(caller.ip))
    limits.give_back(IP_FAILURES_DAY, network(caller.ip))
    limits.give_back(CODES_DAY, row.subject[:HALF])
    return account


def _claimed(row: OneTimeCode | None, caller: Caller, purpose: str, now: dt.datetime) -> bool:
    """One try of the address, of the code and of the day, committed before anything is compared."""
    ip, at = network(caller.ip), now.timestamp()
    with limits.committed():
        if not (limits.claim(IP_FAILURES, ip, now=at) and limits.claim(IP_FAILURES_DAY, ip, now=at)):
            transaction.set_rollback(True)
            allowed = None
        else:
            live = OneTimeCode.objects.filter(
                pk=row.pk if row else 0, challenge=row.challenge if row else uuid.UUID(int=0), purpose=purpose,
                app=caller.app, used_at=None, expires_at__gt=now, tries__lt=TRIES,
            )  # fmt: skip
            tried = live.update(tries=F("tries") + 1) == 1
            allowed = bool(limits.claim(CODES_DAY, row.subject[:HALF] if row else "nobody", now=at)) and tried
    if allowed is None:
        raise TooMany(limits.wait(IP_FAILURES, ip, now=at))
    return allowed


def opened(row: OneTimeCode) -> str:
    """The address that a code went to."""
    return _opened(row)[0]


def _opened(row: OneTimeCode) -> tuple[str, str]:
    address, _, key = unseal(row.destination, place=place(row.challenge)).partition("\n")
    return address, key
