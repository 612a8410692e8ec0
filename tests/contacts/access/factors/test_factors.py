"""Turning a second factor on and off, and what is kept of it."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from contacts.access import housekeeping
from contacts.access.errors import Refused, Wrong
from contacts.access.factors import operations, queries, recovery, totp
from contacts.access.factors.backend import DeskBackend
from contacts.access.factors.models import Authenticator, DeskUser, FactorEvent, RecoveryCode
from contacts.access.factors.options import REQUIRED
from contacts.messages.models import Communication
from contacts.options import operations as options
from contacts.options import queries as decided
from contacts.record.errors import Invalid
from contacts.vault.seal import SealBroken
from tests.contacts.access.factors.making import as_staff, member, phone
from tests.contacts.vault.test_no_leaks import stored

pytestmark = pytest.mark.django_db


def now_of(user: object) -> DeskUser:
    found = DeskBackend().get_user(user.pk)  # type: ignore[attr-defined]
    assert found is not None
    return found


def test_it_is_on_when_the_first_code_was_typed() -> None:
    ada = member(email="ada@example.org")
    seed = queries.seed(operations.begin(ada))
    assert queries.seed(operations.begin(ada)) == seed  # the page may be loaded again
    assert not now_of(ada).needs_code()
    with pytest.raises(Wrong):
        operations.confirm(ada, given="000000x", name="", actor=as_staff(ada))
    codes = operations.confirm(ada, given=totp.code(seed, totp.step_at()), name=" Pixel ", actor=as_staff(ada))
    assert (now_of(ada).needs_code(), len(set(codes)), recovery.left(ada.pk)) == (True, 10, 10)
    assert Authenticator.objects.get().name == "Pixel"
    with pytest.raises(Refused):
        operations.confirm(ada, given=totp.code(seed, totp.step_at()), name="", actor=as_staff(ada))
    mail = Communication.objects.get(recipient="ada@example.org")
    assert (mail.subject, "as ada" in mail.content) == ("Second factor: turned on", True)


def test_neither_seed_nor_codes_stand_in_clear() -> None:
    """Off: leave ``seal`` out of ``begin``, or keep the code in ``recovery.renew``."""
    mine = phone(member(email="ada@example.org"))
    text = stored()
    assert mine.seed not in text
    assert [code for code in mine.codes if code in text or code.replace("-", "") in text] == []


def test_a_seed_opens_for_its_own_user_and_row_only() -> None:
    """Off: leave the user out of ``queries.place``."""
    ada, eve = phone(member("ada")), phone(member("eve"))
    Authenticator.objects.filter(pk=eve.pk).update(user=ada.user)
    with pytest.raises(SealBroken):
        queries.seed(Authenticator.objects.get(pk=eve.pk))
    row = Authenticator.objects.get(pk=ada.pk)
    row.seed = row.seed[:-4] + "AAAA"
    with pytest.raises(SealBroken):
        queries.seed(row)


def test_several_apps_and_never_none() -> None:
    ada = member()
    first = phone(ada)
    others = [phone(ada, name=f"App {n}") for n in range(4)]
    assert [one.codes for one in others] == [[]] * 4
    with pytest.raises(Invalid):
        operations.begin(ada)
    for one in others:
        operations.remove(ada, authenticator=one.pk, actor=as_staff(ada))
    with pytest.raises(Refused):
        operations.remove(ada, authenticator=first.pk, actor=as_staff(ada))
    assert [event.kind for event in queries.events(ada)][:5] == ["removed"] * 4 + ["added"]


def test_new_recovery_codes_end_those_before() -> None:
    ada = member()
    with pytest.raises(Refused):
        operations.renew_codes(ada, actor=as_staff(ada))
    old = phone(ada).codes
    new = operations.renew_codes(ada, actor=as_staff(ada))
    now = timezone.now()
    assert [recovery.use(ada.pk, code, now=now) for code in (old[0], new[0].upper().replace("-", " "), new[0])] == [
        False, True, False
    ]  # fmt: skip
    assert recovery.left(ada.pk) == 9
    assert not recovery.use(member("eve").pk, new[1], now=now)


def test_turned_off_nothing_is_left_but_what_happened() -> None:
    ada = member()
    phone(ada)
    operations.turn_off(ada, actor=as_staff(ada))
    assert (Authenticator.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert [event.kind for event in queries.events(ada)] == ["off", "on"]
    with pytest.raises(Refused):
        operations.turn_off(ada, actor=as_staff(ada))
    phone(ada)
    options.change(values={REQUIRED.name: True}, actor=as_staff(ada))
    decided.forget()
    with pytest.raises(Refused):
        operations.turn_off(ada, actor=as_staff(ada))
    decided.forget()


def test_the_operator_takes_it_away_on_the_server(capsys: pytest.CaptureFixture[str]) -> None:
    ada = member(email="ada@example.org")
    phone(ada)
    call_command("reset_second_factor", "ada")
    assert "ada signs in with the password alone now" in capsys.readouterr().out
    assert not now_of(ada).needs_code()
    event = FactorEvent.objects.filter(kind="reset").get()
    assert (event.about, bool(event.actor_label)) == ("on the server", True)
    assert Communication.objects.filter(subject="Second factor: taken away by a colleague").exists()
    for name in ("ada", "nobody"):
        with pytest.raises(CommandError):
            call_command("reset_second_factor", name)


def test_an_app_that_was_never_confirmed_is_forgotten() -> None:
    ada = member()
    operations.begin(ada)
    later = timezone.now() + dt.timedelta(hours=2)
    first = Authenticator.objects.get()
    assert operations.begin(ada, now=later).pk != first.pk
    housekeeping.tidy(now=later + dt.timedelta(hours=25))
    assert not Authenticator.objects.exists()


def test_who_is_signed_in_costs_one_statement_with_and_without(django_assert_num_queries: object) -> None:
    ada, eve = member("ada"), member("eve")
    phone(ada)
    for user in (ada, eve):
        with django_assert_num_queries(1):  # type: ignore[operator]
            now_of(user).needs_code()
