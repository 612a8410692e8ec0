"""The second step: every try is claimed first, and what is right is right once, also for many at the same moment."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from contacts.access.errors import TooMany, Wrong
from contacts.access.factors import checking, operations, queries
from contacts.access.factors.checking import Shut, Spent, Step
from contacts.access.factors.models import Authenticator, RecoveryCode
from contacts.access.limits.models import Tally
from tests.contacts.access.factors.making import Phone, as_staff, member, phone
from tests.contacts.access.people.making import at_once, outcome

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mine(db: None) -> Phone:
    return phone(member())


def step(of: Phone, challenge: object = 1, **more: Any) -> Step:
    return Step(user=of.user, challenge=f"challenge {challenge}", **{"ip": "192.0.2.1", **more})


def by_code(of: Phone, given: str, challenge: object = 1, **more: Any) -> Any:
    return outcome(lambda: checking.by_code(step(of, challenge, **more), given))


def test_a_code_works_once(mine: Phone) -> None:
    """Off: leave ``last_step`` out of ``_takes`` and ``matching``."""
    code = mine.code()
    assert [by_code(mine, code, n) for n in range(2)] == [None, Wrong]
    assert by_code(mine, mine.code(ahead=-1), 3) == Wrong  # an earlier one neither
    assert by_code(mine, mine.code(ahead=1), 4) is None
    assert Authenticator.objects.get().last_used_at is not None


def test_twenty_times_the_right_code_at_once_is_one_sign_in(mine: Phone) -> None:
    """T7. Off: update without ``last_step__lt`` in ``_takes``."""
    code = mine.code()
    seen = at_once([lambda n=n: by_code(mine, code, n, ip=f"192.0.2.{n}") for n in range(20)])  # type: ignore[misc]
    assert (seen.count(None), seen.count(Wrong)) == (1, 19)


def test_twenty_times_one_recovery_code_at_once_is_one_sign_in(mine: Phone) -> None:
    """Off: leave ``used_at=None`` out of ``recovery.use``."""

    def use(n: int) -> Callable[[], Any]:
        asked = step(mine, n, ip=f"192.0.2.{n}")
        return lambda: outcome(lambda: checking.by_recovery_code(asked, mine.codes[0], actor=as_staff(mine.user)))

    seen = at_once([use(n) for n in range(20)])
    assert (seen.count(9), seen.count(Wrong)) == (1, 19)
    assert RecoveryCode.objects.exclude(used_at=None).count() == 1


def test_one_password_is_good_for_five_codes(mine: Phone) -> None:
    """T6. Off: leave FACTOR_CHALLENGE out of ``_of_user``."""
    seen = at_once([
        lambda n=n: by_code(mine, mine.wrong(), ip=f"192.0.2.{n}") for n in range(12)  # type: ignore[misc]
    ])  # fmt: skip
    assert (seen.count(Wrong), seen.count(Spent)) == (5, 7)
    assert by_code(mine, mine.code()) == Spent
    assert outcome(lambda: checking.by_recovery_code(step(mine), mine.codes[0], actor=as_staff(mine.user))) == Spent
    assert by_code(mine, mine.code(), challenge=2) is None


def test_twenty_wrong_ones_a_day_over_all_challenges(mine: Phone) -> None:
    """T6. Off: leave FACTOR_DAY out of ``_of_user``."""
    guesses = [by_code(mine, mine.wrong(), n, ip=f"192.0.2.{n}") for n in range(20)]
    assert guesses == [Wrong] * 20
    assert by_code(mine, mine.code(), 21) == Shut
    assert outcome(lambda: checking.by_recovery_code(step(mine, 22), mine.codes[0], actor=as_staff(mine.user))) == Shut
    assert by_code(mine, mine.code(), 23, device="a known browser") is None  # T2: its own bucket
    assert by_code(mine, mine.code(ahead=1), 24) == Shut  # T5: a success elsewhere gives strangers nothing back
    tomorrow = timezone.now() + dt.timedelta(days=1, minutes=1)
    asked = step(mine, 25, ip="198.51.100.1")
    Authenticator.objects.update(last_step=0)
    later = Phone(mine.user, mine.seed, [], mine.pk)
    shown = later.code(ahead=(24 * 60 + 1) * 2)
    assert outcome(lambda: checking.by_code(asked, shown, now=tomorrow)) is None


def test_a_success_forgets_the_users_own_failures_only(mine: Phone) -> None:
    """T5. Off: forget the address's failures in ``_give_back``."""
    other = phone(member("eve"))
    for n in range(3):
        by_code(other, other.wrong(), f"eve {n}")
        by_code(mine, mine.wrong(), n)
    assert by_code(mine, mine.code(), 9) is None
    assert Tally.objects.get(rule="ip_failures").count == 6
    assert sorted(Tally.objects.filter(rule="factor_day").values_list("count", flat=True)) == [0, 3]


def test_codes_count_for_the_address_like_passwords(mine: Phone) -> None:
    """T3. Off: leave ``_of_address`` out of ``_claim``."""
    others = [phone(member(f"user{n}")) for n in range(6)]
    seen = [by_code(one, one.wrong(), f"{one.pk}") for one in others for _ in range(5)]
    assert seen == [Wrong] * 30
    assert by_code(mine, mine.code()) == TooMany
    assert by_code(mine, mine.code(), ip="198.51.100.1") is None


def test_every_app_of_a_user_signs_in_and_none_that_was_only_begun(mine: Phone) -> None:
    second = phone(mine.user, name="Tablet")
    assert [by_code(mine, one.code(), n) for n, one in enumerate((second, mine))] == [None, None]
    begun = operations.begin(mine.user)
    unconfirmed = Phone(mine.user, queries.seed(begun), [], begun.pk)
    assert by_code(mine, unconfirmed.code(), 5) == Wrong
