"""The desk's own door: guesses are counted before they are compared, and strangers shut nobody out for good."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from contacts.access.limits.models import Tally
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("staff:sign-in")
PASSWORD = "nine grey geese on ice"
WRONG = "That user name and password do not belong together."


@pytest.fixture
def ada(db: None) -> User:
    return StaffFactory(username="ada", password=PASSWORD)


def tried(password: str, *, name: str = "ada", ip: str = "192.0.2.1", client: Client | None = None) -> Any:
    return (client or Client()).post(PAGE, {"username": name, "password": password}, REMOTE_ADDR=ip)


def told(answer: Any) -> tuple[int, str]:
    text = answer.content.decode()
    return answer.status_code, text.partition('role="alert"><p>')[2].partition("</p>")[0]


def test_after_five_wrong_passwords_the_right_one_is_answered_like_a_wrong_one(ada: User) -> None:
    """T1. Off: let ``claim`` always say yes."""
    first = [told(tried("a wrong guess", ip=f"192.0.2.{n}")) for n in range(5)]
    locked = told(tried(PASSWORD, ip="198.51.100.1"))
    assert locked == first[0]
    assert locked[1].startswith(WRONG)
    assert told(tried("x", name="ADA", ip="198.51.100.2")) == locked  # as the same name
    Tally.objects.filter(rule="desk_name").update(ends=0)
    assert tried(PASSWORD).status_code == 302


def test_a_browser_that_was_let_in_before_is_not_shut_out_by_strangers(ada: User) -> None:
    """T2. Off: leave the device out of ``_whose``."""
    own, other = Client(), Client()
    assert tried(PASSWORD, client=own).status_code == 302
    other.cookies["desk-device"] = own.cookies["desk-device"].value[:-1] + "x"
    StaffFactory(username="bob", password=PASSWORD)
    assert tried(PASSWORD, name="bob", client=other).status_code == 302  # another's browser is nobody's here
    for n in range(8):
        tried("a wrong guess", ip=f"192.0.2.{n}")
    assert [tried(PASSWORD, client=one).status_code for one in (Client(), other, own)] == [200, 200, 302]
    for _ in range(6):
        tried("a wrong guess", client=own)
    assert tried(PASSWORD, client=own).status_code == 200  # it has five tries as well


def test_one_network_address_tries_thirty_times_in_ten_minutes(ada: User) -> None:
    """T3. Off: leave the address out of ``claim``."""
    statuses = [tried(PASSWORD, name=f"name{n}").status_code for n in range(31)]
    assert statuses == [200] * 30 + [429]
    over = tried(PASSWORD)
    assert (over.status_code, int(over["Retry-After"]) > 0) == (429, True)
    assert tried(PASSWORD, ip="198.51.100.1").status_code == 302


def test_ones_own_success_gives_strangers_nothing_back(ada: User) -> None:
    """T5. Off: forget the address's failures in ``give_back``."""
    StaffFactory(username="eve", password=PASSWORD)
    for _ in range(4):
        tried("a wrong guess")
        tried(PASSWORD, name="eve")
    assert Tally.objects.get(rule="ip_failures").count == 4
    assert Tally.objects.filter(rule="desk_name", count=4).count() == 1
