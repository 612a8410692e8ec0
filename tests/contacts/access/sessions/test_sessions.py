"""Who is signed in, what they may, and that the end of it holds within a second.

Seen red: with ``REMEMBERED`` at 30 (elsewhere), without ``queries.forget`` in ``end`` (at once), without the lock and
comparison in ``operations._check`` (meanwhile), without the receiver (credentials), with ``needs`` not looked at (WiFi,
given password), and with ``_touch`` at every use (statements).
"""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.access.accounts.models import Account, Provider
from contacts.access.accounts.signals import end_sessions
from contacts.access.apps import operations as apps
from contacts.access.apps.models import TestAccount
from contacts.access.caller import Caller
from contacts.access.errors import OutOfScope, ReauthNeeded, Refused
from contacts.access.sessions import operations, queries
from contacts.access.sessions.housekeeping import drop_old_sessions
from contacts.access.sessions.models import Kind, RefreshToken, Session
from contacts.access.sessions.operations import Begun
from contacts.access.sessions.queries import Principal, authenticate_access, authenticate_cookie
from contacts.history.actor import SYSTEM
from contacts.tables import caches

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
HERE = Caller(ip="192.0.2.1", agent=FIREFOX)


def browser(account: Account, **more: object) -> Begun:
    return operations.begin(account=account, kind=Kind.BROWSER, caller=HERE, method="PASSWORD", **more)  # type: ignore[arg-type]


def program(account: Account, **more: object) -> Begun:
    given = {"method": "PASSWORD"} | more
    return operations.begin(account=account, kind=Kind.PROGRAM, caller=HERE, **given)  # type: ignore[arg-type]


def who(begun: Begun, **more: str) -> Principal | None:
    """Whoever presents what was given."""
    if begun.cookie:
        return authenticate_cookie(begun.cookie, **more)
    assert begun.tokens is not None
    return authenticate_access(begun.tokens.access, **more)


@pytest.mark.parametrize("begin", [browser, program])
@pytest.mark.django_db
def test_whoever_signed_in_is_known_by_it(ada: Account, begin: Callable[[Account], Begun]) -> None:
    begun = begin(ada)
    session = Session.objects.get()
    assert who(begun) == Principal(
        session=session.pk, account=ada.pk, account_uuid=ada.uuid, contact=ada.contact_id, app=None,
        kind=session.kind, scopes=frozenset({"self"}), strong_at=session.created_at,
    )  # fmt: skip
    assert (session.device, session.address, session.method) == ("Firefox on Linux", "192.0.2.1", "PASSWORD")
    ada.refresh_from_db()
    assert ada.last_signed_in_at == session.created_at


@pytest.mark.django_db
def test_a_cookie_is_kept_as_its_hash(bob: Account) -> None:
    cookie = browser(bob).cookie
    assert cookie is not None
    assert len(cookie) == 43
    assert cookie not in str(list(Session.objects.values()))
    for wrong in ("", cookie[:-1], cookie + "x", cookie.swapcase(), Session.objects.get().secret_hash or ""):
        assert authenticate_cookie(wrong) is None


@pytest.mark.parametrize("sessions", [1, 3])
@pytest.mark.parametrize("begin", [browser, program])
@pytest.mark.django_db
def test_a_request_costs_one_statement_or_none_and_one_more_a_minute(
    ada: Account, begin: Callable[[Account], Begun], sessions: int
) -> None:
    begun, *_ = [begin(ada) for _ in range(sessions)]
    caches.empty_all()
    with CaptureQueriesContext(connection) as asked:
        for _ in range(10):
            assert who(begun) is not None
    assert len(asked) == 1
    Session.objects.update(last_seen_at=timezone.now() - dt.timedelta(seconds=61))
    caches.empty_all()
    with CaptureQueriesContext(connection) as asked:
        assert who(begun, address="198.51.100.1") is not None
    assert [one["sql"].split()[0] for one in asked if "optionvalue" not in one["sql"]] == ["SELECT", "UPDATE"]
    with CaptureQueriesContext(connection) as asked:
        assert who(begun) is not None
    assert [one["sql"].split()[0] for one in asked] == ["SELECT"]
    assert begun.session.pk in Session.objects.filter(address="198.51.100.1").values_list("pk", flat=True)


@pytest.mark.parametrize("begin", [browser, program])
@pytest.mark.django_db
def test_signing_out_holds_at_once_here_and_within_a_second_elsewhere(
    bob: Account, begin: Callable[[Account], Begun], wait: Callable[[float], None]
) -> None:
    begun = begin(bob)
    assert who(begun) is not None
    elsewhere = dict(queries._seen)
    assert operations.end(session=begun.session.pk)
    assert not operations.end(session=begun.session.pk)
    assert who(begun) is None
    queries._seen.update(elsewhere)  # another process, which has just asked
    wait(queries.REMEMBERED + 0.05)
    assert queries.REMEMBERED < 1
    assert who(begun) is None


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"closed_at": timezone.now()}, {"must_change_password": True}],
    ids=lambda change: next(iter(change)),
)
@pytest.mark.django_db
def test_a_changed_account_is_noticed_within_a_second(
    bob: Account, change: dict[str, object], wait: Callable[[float], None]
) -> None:
    begun = program(bob)
    assert who(begun) is not None
    Account.objects.update(**change)
    wait(queries.REMEMBERED + 0.05)
    try:
        assert who(begun) is None
    except OutOfScope:
        assert change == {"must_change_password": True}


@pytest.mark.django_db
def test_nobody_ends_the_session_of_somebody_else(ada: Account, bob: Account) -> None:
    begun = browser(ada)
    assert not operations.end(session=begun.session.pk, account=bob.pk)
    assert who(begun) is not None
    assert operations.end(session=begun.session.pk, account=ada.pk)


@pytest.mark.django_db
def test_changed_credentials_end_every_session_and_token_but_the_one_at_hand(ada: Account, bob: Account) -> None:
    here, there, phone, other = browser(ada), browser(ada), program(ada), browser(bob)
    assert all(who(one) for one in (here, there, phone, other))
    with transaction.atomic():
        end_sessions(ada, except_session=here.session.pk)
    assert [who(one) is not None for one in (here, there, phone, other)] == [True, False, False, True]
    assert phone.tokens is not None
    with pytest.raises(Refused):
        operations.refresh(token=phone.tokens.refresh or "", caller=HERE)
    assert list(queries.of_account(ada.pk)) == [here.session]
    end_sessions(ada)
    assert who(here) is None


@pytest.mark.django_db(transaction=True)
def test_who_signs_in_while_the_password_changes_does_not_stay(bob: Account) -> None:
    """The old password was right a moment ago; the change is under way when the session is to begin."""
    proven = Account.objects.get(pk=bob.pk)
    changing, begun = Event(), Event()

    def change() -> None:
        try:
            with transaction.atomic():
                held = Account.objects.select_for_update().get(pk=bob.pk)
                held.password_set_at = timezone.now()
                held.save(update_fields=["password_set_at"])
                changing.set()
                begun.wait(0.3)
                end_sessions(held)
        finally:
            connection.close()

    def sign_in() -> bool:
        try:
            changing.wait(5)
            return who(browser(proven)) is not None
        except Refused:
            return False
        finally:
            begun.set()
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        changed, signed_in = pool.submit(change), pool.submit(sign_in)
        changed.result()
        signed_in.result()
    assert not Session.objects.filter(ended_at=None).exists()


@pytest.mark.django_db
def test_a_session_ends_after_thirty_days_without_use_and_after_ninety_in_any_case(bob: Account) -> None:
    now = timezone.now()
    day = dt.timedelta(days=1)
    begun = program(bob, now=now - 29 * day)
    assert who(begun) is None  # its access token was for ten minutes
    assert begun.tokens is not None
    assert operations.refresh(token=begun.tokens.refresh or "", caller=HERE, now=now).refresh
    remembered = browser(bob, remember=True, now=now - 29 * day)
    assert who(remembered) is not None
    assert Session.objects.get(pk=remembered.session.pk).idle_until > now + 29 * day
    assert who(browser(bob, remember=True, now=now - 31 * day)) is None
    old = browser(bob, remember=True, now=now - 89 * day)
    Session.objects.filter(pk=old.session.pk).update(idle_until=now + day)
    assert who(old) is not None
    assert Session.objects.get(pk=old.session.pk).idle_until == old.session.expires_at


@pytest.mark.django_db
def test_a_browser_that_is_not_remembered_is_signed_out_after_half_a_day(bob: Account) -> None:
    now = timezone.now()
    assert who(browser(bob, now=now - dt.timedelta(hours=11))) is not None
    assert who(browser(bob, now=now - dt.timedelta(hours=13))) is None


@pytest.mark.django_db
def test_a_sign_in_replaces_the_session_that_the_browser_had(bob: Account) -> None:
    first = browser(bob)
    second = browser(bob, replacing=first.session.pk)
    assert (who(first), who(second) is not None) == (None, True)
    assert Session.objects.get(pk=first.session.pk).reason == "replaced"


@pytest.mark.django_db
def test_proving_oneself_again_makes_fresh_for_five_minutes_and_gives_another_cookie(bob: Account) -> None:
    now = timezone.now()
    begun = browser(bob, now=now - dt.timedelta(minutes=6))
    before = who(begun)
    assert before is not None
    with pytest.raises(ReauthNeeded):
        queries.require_fresh(before.strong_at)
    cookie = operations.reauthenticate(session=begun.session.pk)
    assert (cookie is not None and cookie != begun.cookie, who(begun)) == (True, None)
    after = authenticate_cookie(cookie or "")
    assert after is not None
    queries.require_fresh(after.strong_at)
    assert not queries.is_fresh(after.strong_at, now=now + dt.timedelta(minutes=5, seconds=5))
    operations.end(session=begun.session.pk)
    with pytest.raises(Refused):
        operations.reauthenticate(session=begun.session.pk)


@pytest.mark.django_db
def test_a_device_in_the_wifi_may_do_nothing_else_for_a_quarter_of_an_hour(ada: Account) -> None:
    begun = program(ada, method=Provider.MAC_ADDRESS, scopes=["wifi"])
    assert begun.tokens is not None
    with pytest.raises(OutOfScope):
        who(begun)
    found = who(begun, needs="wifi")
    assert found is not None
    assert who(program(ada), needs="wifi") is not None  # who may do everything may do this
    assert (found.scopes, found.strong_at, begun.tokens.refresh) == (frozenset({"wifi"}), None, None)
    assert not RefreshToken.objects.filter(session=begun.session).exists()
    lasts = begun.tokens.expires_at - begun.session.created_at
    assert (lasts, begun.session.expires_at) == (dt.timedelta(minutes=15), begun.tokens.expires_at)
    Session.objects.filter(pk=begun.session.pk).update(last_seen_at=timezone.now() - dt.timedelta(minutes=2))
    caches.empty_all()
    assert who(begun, needs="wifi") is not None
    assert Session.objects.get(pk=begun.session.pk).idle_until == begun.session.expires_at  # no matter the use


@pytest.mark.django_db
def test_a_password_that_staff_gave_opens_only_the_way_to_change_it(bob: Account) -> None:
    Account.objects.update(must_change_password=True)
    begun = browser(Account.objects.get())
    with pytest.raises(OutOfScope):
        who(begun)
    assert who(begun, needs="password") is not None
    with transaction.atomic():
        Account.objects.update(must_change_password=False)
        end_sessions(bob, except_session=begun.session.pk)
    assert who(begun) is not None
    assert who(begun, needs="password") is not None


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"closed_at": timezone.now()}], ids=lambda change: next(iter(change))
)
@pytest.mark.django_db
def test_a_closed_account_is_not_signed_in(bob: Account, change: dict[str, object]) -> None:
    Account.objects.update(**change)
    with pytest.raises(Refused):
        browser(bob)
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_a_test_app_reaches_only_accounts_that_test_apps_registered(ada: Account, bob: Account) -> None:
    trial, _ = apps.issue(name="Trial", mode="TEST", actor=SYSTEM)
    shop, _ = apps.issue(name="Shop", actor=SYSTEM)
    TestAccount.objects.create(account=bob)
    for account, app, reached in ((ada, trial, False), (bob, trial, True), (ada, shop, True), (bob, shop, False)):
        if reached:
            assert who(program(account, app=app)) is not None
            continue
        with pytest.raises(Refused):
            program(account, app=app)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) CriOS/140.0 Mobile Safari/604.1", "Chrome on iPad"),
        ("Shop/3.1 (iOS)", "Shop"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_devices_are_called_by_a_few_words(agent: str, name: str) -> None:
    assert Caller(ip="", agent=agent).device_name == name


@pytest.mark.django_db
def test_sessions_are_kept_ninety_days_after_their_end(bob: Account) -> None:
    now, day = timezone.now(), dt.timedelta(days=1)
    kept, gone, used = program(bob), program(bob), program(bob)
    assert used.tokens is not None
    operations.refresh(token=used.tokens.refresh or "", caller=HERE, now=now)
    operations.end(session=kept.session.pk, now=now - 89 * day)
    operations.end(session=gone.session.pk, now=now - 91 * day)
    assert drop_old_sessions(now=now) == 3  # one session, and the tokens of both that ended
    assert set(Session.objects.values_list("pk", flat=True)) == {kept.session.pk, used.session.pk}
    assert RefreshToken.objects.count() == 2
    assert drop_old_sessions(now=now + 29 * day) == 1  # the other one; a used token of a living session stays
    assert RefreshToken.objects.count() == 2
