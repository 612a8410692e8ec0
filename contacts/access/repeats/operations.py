"""A write that is sent again applies once and is answered the same, for 72 hours."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from django.db import transaction
from django.utils import timezone
from msgspec import Struct

from contacts.access.repeats.models import KeptAnswer
from contacts.tables.locks import try_advisory_lock
from contacts.vault.seal import seal, unseal

KEPT = dt.timedelta(hours=72)
MOST_CHARACTERS = 255
BATCH = 1_000


class Claim(Struct, frozen=True):
    """What a token stands for: one write of one key at one place. The same token elsewhere is another claim."""

    key: int
    token: str
    method: str
    path: str

    @property
    def digest(self) -> str:
        return hashlib.sha256("\n".join((str(self.key), self.method, self.path, self.token)).encode()).hexdigest()


class Answer(Struct, frozen=True):
    """What a write is answered with; ``replayed`` when it was carried out by an earlier request."""

    status: int
    body: str
    headers: dict[str, str] = {}
    replayed: bool = False


class InFlight(Exception):
    """The first request with this token is still being carried out. Ask again shortly."""


class Reused(Exception):
    """The token was used for another body. Take a new one for a new request."""


_running: set[str] = set()
_lock = Lock()


def once(*, claim: Claim, body: bytes, work: Callable[[], Answer], now: dt.datetime | None = None) -> Answer:
    """The answer of ``work``, kept in its transaction, or the one kept before; raises ``InFlight`` or ``Reused``.

    An answer that is not 2xx is not kept, and neither is what ``work`` wrote before raising: such a request had no
    effect and may be corrected under the same token.
    """
    now, request = now or timezone.now(), hashlib.sha256(body).hexdigest()
    with _alone(claim.digest), transaction.atomic():
        if not try_advisory_lock(f"repeat {claim.digest}"):  # another process has it in hand
            raise InFlight
        kept = KeptAnswer.objects.filter(pk=claim.digest).first()
        if kept is not None and kept.created_at > now - KEPT:
            return _replayed(kept, request)
        answer = work()
        if 200 <= answer.status < 300:
            _keep(answer, claim, request, now, is_new=kept is None)
        return answer


def _keep(answer: Answer, claim: Claim, request: str, now: dt.datetime, *, is_new: bool) -> None:
    KeptAnswer(
        claim=claim.digest,
        key_id=claim.key,
        request=request,
        status=answer.status,
        headers=answer.headers,
        body=seal(answer.body, place=_place(claim.digest)),
        created_at=now,
    ).save(force_insert=is_new, force_update=not is_new)


def _replayed(kept: KeptAnswer, request: str) -> Answer:
    if kept.request != request:
        raise Reused
    return Answer(kept.status, unseal(kept.body, place=_place(kept.claim)), kept.headers, replayed=True)


def _place(claim: str) -> str:
    return f"contacts_keptanswer|body|{claim}"


@contextmanager
def _alone(claim: str) -> Iterator[None]:
    """One request per claim in this process."""
    with _lock:
        if claim in _running:
            raise InFlight
        _running.add(claim)
    try:
        yield
    finally:
        with _lock:
            _running.discard(claim)


def drop_old_answers(*, now: dt.datetime | None = None) -> int:
    """Delete answers older than 72 hours, a thousand at a time; returns how many went."""
    before, dropped = (now or timezone.now()) - KEPT, 0
    while old := list(KeptAnswer.objects.filter(created_at__lte=before).values_list("pk", flat=True)[:BATCH]):
        dropped += KeptAnswer.objects.filter(pk__in=old).delete()[0]
    return dropped
