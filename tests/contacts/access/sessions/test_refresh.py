"""A refresh token is good once. The races run on real threads with a connection each.

Seen red with ``used_at=None`` taken out of the UPDATE in ``rotation.rotate`` (parallel, spent), with ``_kill`` doing
nothing (replayed, stale), with ``_at_once`` always false (parallel) and always true (replayed), with ``REMEMBERED`` at
30 (elsewhere), and without ``came`` taken on arrival (behind a lock).
"""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from contacts.access.accounts.models import Account
from contacts.access.apps import operations as apps
from contacts.access.apps.models import App
from contacts.access.caller import Caller
from contacts.access.errors import Refused
from contacts.access.sessions import operations, queries
from contacts.access.sessions.models import Kind, RefreshToken, Session
from contacts.access.sessions.operations import refresh
from contacts.access.sessions.options import OVERLAP_SECONDS
from contacts.access.sessions.queries import authenticate_access
from contacts.access.sessions.rotation import Tokens
from contacts.history.actor import SYSTEM
from contacts.history.models import Happening
from contacts.options import operations as options
from contacts.options import queries as option_queries

HERE = Caller(ip="192.0.2.1", agent="Shop/3.1 (iPhone)")
OTHER_DEVICE = Caller(ip="192.0.2.1", agent="Evil")
ELSEWHERE = Caller(ip="198.51.100.7", agent="curl/8.5")


def begin(account: Account, app: App | None = None) -> Tokens:
    begun = operations.begin(account=account, kind=Kind.PROGRAM, caller=HERE, method="PASSWORD", app=app)
    assert begun.tokens is not None
    return begun.tokens


def next_of(tokens: Tokens, caller: Caller = HERE, **more: object) -> Tokens:
    assert tokens.refresh is not None
    return refresh(token=tokens.refresh, caller=caller, **more)  # type: ignore[arg-type]


def living() -> QuerySet[RefreshToken]:
    """The links that somebody could still use."""
    return RefreshToken.objects.filter(used_at=None, session__ended_at=None)


def set_overlap(seconds: int) -> None:
    options.change(values={OVERLAP_SECONDS.name: seconds}, actor=SYSTEM)
    option_queries.forget()


def at_once(times: int, tokens: Tokens) -> list[Tokens | str]:
    start = Barrier(times)

    def ask(_: int) -> Tokens | str:
        start.wait()
        try:
            return next_of(tokens)
        except Refused:
            return "401"
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(ask, range(times)))


@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_refreshes_leave_one_living_chain(bob: Account) -> None:
    answers = at_once(20, begin(bob))
    won = [one for one in answers if isinstance(one, Tokens)]
    assert (len(won), answers.count("401"), living().count()) == (1, 19, 1)
    assert authenticate_access(won[0].access) is not None
    assert authenticate_access(next_of(won[0]).access) is not None  # the chain goes on
    assert living().count() == 1


@pytest.mark.django_db(transaction=True)
def test_with_an_overlap_there_is_never_more_than_one_living_chain(bob: Account) -> None:
    set_overlap(10)
    answers = at_once(8, begin(bob))
    assert living().count() <= 1
    assert sum(isinstance(one, Tokens) for one in answers) >= 1


@pytest.mark.django_db(transaction=True)
def test_a_replayed_token_kills_the_family_within_a_second_everywhere(
    ada: Account, wait: Callable[[float], None]
) -> None:
    stolen = begin(ada)
    newest = next_of(next_of(stolen))
    assert authenticate_access(newest.access) is not None
    elsewhere = dict(queries._seen)  # another process has just been told that all is well
    with pytest.raises(Refused):
        next_of(stolen, ELSEWHERE)
    assert authenticate_access(newest.access) is None
    queries._seen.update(elsewhere)
    wait(queries.REMEMBERED + 0.05)
    assert queries.REMEMBERED < 1
    assert authenticate_access(newest.access) is None
    with pytest.raises(Refused):
        next_of(newest)
    assert living().count() == 0
    session = Session.objects.get()
    assert (session.reason, session.ended_at is not None) == ("token used twice", True)
    noted = Happening.objects.get(contact=ada.contact_id)
    assert (noted.kind, noted.about, noted.actor_label) == ("refresh_reused", {"device": "Shop"}, "System")


@pytest.mark.parametrize(
    ("caller", "later", "successor_used"),
    [
        (ELSEWHERE, 0.0, False),
        (HERE, 1.0, False),
        (HERE, 0.0, True),
        (Caller(ip="192.0.2.1", agent="Evil"), 0.0, False),
    ],
    ids=["from another place", "a second later", "after the next was used", "from another device"],
)
@pytest.mark.django_db
def test_only_the_same_app_at_the_same_moment_is_forgiven(
    bob: Account, caller: Caller, later: float, successor_used: bool
) -> None:
    first, now = begin(bob), timezone.now()
    second = next_of(first, now=now)
    if successor_used:
        next_of(second, now=now)
    with pytest.raises(Refused):
        next_of(first, caller, now=now + dt.timedelta(seconds=later))
    assert Session.objects.get().reason == "token used twice"


@pytest.mark.django_db
def test_who_waited_behind_a_lock_is_judged_by_when_it_came(bob: Account) -> None:
    first = begin(bob)
    came = timezone.now()
    second = next_of(first, now=came + dt.timedelta(seconds=5))  # won while the other stood in the queue
    with pytest.raises(Refused):
        next_of(first, now=came)
    assert next_of(second).refresh


@pytest.mark.django_db
def test_a_spent_token_gives_nothing_even_when_it_is_forgiven(bob: Account) -> None:
    first, now = begin(bob), timezone.now()
    next_of(first, now=now)
    for _ in range(3):
        with pytest.raises(Refused):
            next_of(first, now=now)
    assert living().count() == 1


@pytest.mark.django_db
def test_a_lost_answer_is_given_again_only_within_the_overlap_that_staff_allow(bob: Account) -> None:
    set_overlap(10)
    first, now = begin(bob), timezone.now()
    lost = next_of(first, now=now)
    again = next_of(first, now=now + dt.timedelta(seconds=9))
    assert again.refresh != lost.refresh
    assert living().count() == 1
    with pytest.raises(Refused):  # whoever holds the void one, somebody holds too much
        next_of(lost, now=now + dt.timedelta(seconds=20))
    assert living().count() == 0


@pytest.mark.django_db
def test_an_overlap_ends_when_the_next_token_was_used(bob: Account) -> None:
    set_overlap(10)
    first, now = begin(bob), timezone.now()
    next_of(next_of(first, now=now), now=now)
    with pytest.raises(Refused):
        next_of(first, now=now + dt.timedelta(seconds=2))
    assert living().count() == 0


@pytest.mark.django_db
def test_a_token_belongs_to_the_app_it_was_given_to(bob: Account) -> None:
    shop, _ = apps.issue(name="Shop", actor=SYSTEM)
    other, _ = apps.issue(name="Other", actor=SYSTEM)
    tokens = begin(bob, shop)
    for app in (None, other):
        with pytest.raises(Refused):
            next_of(tokens, app=app)
    assert next_of(tokens, app=shop).refresh
    apps.disable(app=shop.pk, actor=SYSTEM)
    with pytest.raises(Refused):
        next_of(next_of(begin(bob)), app=shop)


@pytest.mark.django_db
def test_a_token_ends_with_its_idle_time_and_with_the_whole_session(bob: Account) -> None:
    first, now = begin(bob), timezone.now()
    with pytest.raises(Refused):
        next_of(first, now=now + dt.timedelta(days=30, minutes=1))
    for day in (29, 58, 87):
        first = next_of(first, now=now + dt.timedelta(days=day))
    with pytest.raises(Refused):  # used all the time, and still over
        next_of(first, now=now + dt.timedelta(days=90, minutes=1))


@pytest.mark.parametrize("change", [{"is_active": False}, {"closed_at": timezone.now()}])
@pytest.mark.django_db
def test_a_closed_account_gets_no_tokens(bob: Account, change: dict[str, object]) -> None:
    tokens = begin(bob)
    Account.objects.update(**change)
    with pytest.raises(Refused):
        next_of(tokens)


@pytest.mark.parametrize("token", ["", "x" * 43, "x" * 44, "é" * 43, "null", " " * 43, "a.b.c"])
@pytest.mark.django_db
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(Refused):
        refresh(token=token, caller=HERE)


@pytest.mark.django_db(transaction=True)
def test_it_may_not_run_in_a_transaction_that_could_revive_a_dead_session(bob: Account) -> None:
    tokens = begin(bob)
    with pytest.raises(RuntimeError), transaction.atomic():
        next_of(tokens)


@pytest.mark.django_db
def test_tokens_are_kept_as_hashes(bob: Account) -> None:
    tokens = begin(bob)
    assert tokens.refresh is not None
    stored = str(list(RefreshToken.objects.values())) + str(list(Session.objects.values()))
    assert len(tokens.refresh) == 43
    assert tokens.refresh not in stored
    assert tokens.access not in stored
