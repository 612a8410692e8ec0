"""Taking deliveries back from workers that are gone, silent, or told to stop; and dropping what is long done."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Q
from django.utils import timezone

from contacts.background.leasing import MAX_DEATHS, is_gone, this_process
from integrations.outbox.models import Delivery, State
from integrations.outbox.sending.claiming import SENDING, Claim
from integrations.outbox.sending.outcomes import crossing, wait_again

KEPT = dt.timedelta(days=7)
BATCH = 1_000
DIED = "The worker died while sending it."


def sweep(*, held: Collection[Claim], now: dt.datetime) -> int:
    """Take back what nobody sends any more; returns how many.

    A worker that fell silent or is gone counts as a death, and after three the delivery is set aside: it may be what
    kills them. What this process let fall, because the database was away, goes back without blame.
    """
    sending = Delivery.objects.filter(state=SENDING)
    gone = [name for name in sending.values_list("worker", flat=True).distinct() if is_gone(name)]
    lost = list(sending.filter(Q(lease_until__lt=now) | Q(worker__in=gone)).exclude(worker=this_process()))
    taken = [_take_back(Claim(row.pk, row.lease, row.connection_id), now, blame=True) for row in lost]
    here = {(claim.delivery, claim.lease) for claim in held}
    fallen = [row for row in sending.filter(worker=this_process()) if (row.pk, row.lease) not in here]
    taken += [_take_back(Claim(row.pk, row.lease, row.connection_id), now, blame=False) for row in fallen]
    return sum(taken)


def release(*, held: Collection[Claim]) -> None:
    """Give back without blame what this process has to leave."""
    for claim in held:
        _take_back(claim, timezone.now(), blame=False)


def _take_back(claim: Claim, now: dt.datetime, *, blame: bool) -> bool:
    return crossing(lambda: _taken_back(claim, now, blame))


def _taken_back(claim: Claim, now: dt.datetime, blame: bool) -> bool:
    rows = Delivery.objects.select_for_update(of=("self",))
    row = rows.filter(pk=claim.delivery, lease=claim.lease, state=State.SENDING).first()
    if row is None:
        return False
    if blame:
        row.deaths, row.last_error = row.deaths + 1, DIED
    if row.deaths < MAX_DEATHS:
        wait_again(row, due=now)
        return True
    row.state, row.finished_at, row.lease_until, row.worker = State.QUARANTINED, now, None, ""
    row.save()
    return True


def drop_old(*, now: dt.datetime | None = None) -> int:
    """Delete what was done, or not necessary, seven days ago, a thousand rows at a time; returns how many went."""
    before = (now or timezone.now()) - KEPT
    old = Delivery.objects.filter(finished_at__lt=before, state__in=[State.DONE, State.SKIPPED]).order_by()
    dropped = 0
    while some := list(old.values_list("pk", flat=True)[:BATCH]):
        Delivery.objects.filter(pk__in=some).delete()
        dropped += len(some)
    return dropped
