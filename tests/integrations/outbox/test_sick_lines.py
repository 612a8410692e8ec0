"""How a line that fails is treated, played by a clock of its own: one that is down is left alone, one that fails now
and then is emptied all the same.
"""

import datetime as dt
import random
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.db.models import Min

from integrations.connections.models import Connection, Lane
from integrations.outbox.models import Delivery, State
from integrations.outbox.sending.claiming import Claim, claim_due
from integrations.outbox.sending.outcomes import Outcome, write
from tests.integrations.outbox.making import connection

pytestmark = pytest.mark.django_db
NOW = dt.datetime.now(dt.UTC)
SECOND = dt.timedelta(seconds=1)
Answers = Callable[[Claim], tuple[bool, float]]  # whether a try of it succeeds, and after how many seconds


def line(deliveries: int) -> Connection:
    """One that worked until now, with so much to tell."""
    made = connection()
    Lane.objects.update(last_success_at=NOW)
    rows = [Delivery(connection=made, contact_id=n, kind="contact", due=NOW) for n in range(1, deliveries + 1)]
    Delivery.objects.bulk_create(rows)
    return made


def played(answers: Answers, *, seconds: float) -> list[float]:
    """When tries began, in seconds, until nothing waits or the time is over."""
    now, tries, under_way = NOW, list[float](), list[tuple[dt.datetime, Claim, bool, float]]()
    while (now - NOW).total_seconds() < seconds:
        for claim in claim_due(now=now, most=9):
            tries.append((now - NOW).total_seconds())
            is_well, lasts = answers(claim)
            under_way.append((now + lasts * SECOND, claim, is_well, lasts))
        under_way.sort(key=lambda one: one[0])
        now = min([*(one[0] for one in under_way[:1]), *_next_look(now)], default=NOW + seconds * SECOND)
        while under_way and under_way[0][0] <= now:
            at, claim, is_well, lasts = under_way.pop(0)
            state, sentence = (State.DONE, "") if is_well else (State.WAITING, "No answer.")
            write(claim, Outcome(state=state, is_sick=not is_well, sentence=sentence, ms=lasts * 1000), now=at)
        if not under_way and not Delivery.objects.filter(state=State.WAITING).exists():
            break
    return tries


def _next_look(now: dt.datetime) -> list[dt.datetime]:
    """When something may be claimed that cannot be now."""
    due = Delivery.objects.filter(state=State.WAITING).aggregate(due=Min("due"))["due"]
    (opens,) = Lane.objects.values_list("open_until", flat=True)
    first = max([one for one in (due, opens) if one], default=None)
    return [first] if first and first > now and due else []


def rolled(seed: int) -> Answers:
    """Two in five fail, and of a hundred one takes all the time that a call has."""
    dice = random.Random(seed)
    random.seed(seed)  # of the jitter

    def answer(_: Claim) -> tuple[bool, float]:
        if dice.random() < 0.01:
            return False, 10.0
        return dice.random() > 0.39, 0.05

    return answer


def test_one_that_is_down_is_hardly_called() -> None:
    line(30)
    random.seed(1)
    tries = played(lambda _: (False, 0.05), seconds=600)
    assert len([at for at in tries if at < 60]) <= 13, tries
    assert max(sum(start <= at < start + 60 for at in tries) for start in range(60, 540, 10)) <= 3, tries
    assert tries[-1] > 560


def test_one_that_never_answers_is_called_once_in_half_a_minute_from_the_first_probe_on() -> None:
    line(30)
    Lane.objects.update(last_success_at=None)
    tries = played(lambda _: (False, 10.0), seconds=300)
    gaps = [round(later - at) for at, later in pairwise(tries[6:])]
    assert set(gaps) == {30}, tries


def test_one_that_fails_two_calls_in_five_is_empty_soon() -> None:
    line(60)
    tries = played(rolled(5), seconds=900)
    assert not Delivery.objects.exclude(state=State.DONE).exists()
    assert tries[-1] < 60, tries


def test_what_fails_for_ever_on_a_line_that_is_well_is_not_given_up_within_minutes() -> None:
    made = line(1)
    poison = Delivery.objects.get()
    random.seed(5)
    Delivery.objects.bulk_create(
        Delivery(connection=made, contact_id=n, kind="contact", due=NOW + 7 * n * SECOND) for n in range(2, 90)
    )
    played(lambda claim: (claim.delivery != poison.pk, 0.05), seconds=600)
    poison.refresh_from_db()
    assert poison.state == State.WAITING, poison.finished_at


def test_when_it_is_well_again_what_was_put_off_goes_at_once() -> None:
    made = line(0)
    Lane.objects.update(trouble=0.5)
    put_off = Delivery.objects.create(
        connection=made, contact_id=1, kind="contact", due=NOW + 600 * SECOND, attempts=14
    )
    Delivery.objects.bulk_create(
        [Delivery(connection=made, contact_id=n, kind="contact", due=NOW) for n in range(2, 20)]
    )
    tries = played(lambda _: (True, 0.05), seconds=60)
    put_off.refresh_from_db()
    assert (put_off.state, len(tries)) == ("done", 19)
