"""Known and unknown take the same time: the gap of the medians stays below 10 ms, over the real operations.

It is the processor's time, which busy neighbours do not stretch; that the database is asked the same is proven beside.
"""

from collections.abc import Callable
from statistics import median
from time import thread_time

import pytest

from contacts.access.accounts import passwords, registering, signing_in
from contacts.access.caller import Caller
from contacts.access.codes import operations as codes
from tests.contacts.access.people.making import by_email, customer, from_ip, later, outcome, patch

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("dear")]
ROUNDS = 12


def sign_in(name: str, caller: Caller, n: int) -> None:
    outcome(
        lambda: signing_in.with_password(username=name, password="a wrong guess", caller=caller, now=later(n * 50_000))
    )


def ask(name: str, caller: Caller, n: int) -> None:
    codes.ask(credentials=by_email(name), caller=caller, now=later(n * 61))


def forgot(name: str, caller: Caller, n: int) -> None:
    passwords.forgot(username=name, caller=caller, now=later(n * 61))


def register(name: str, caller: Caller, n: int) -> None:
    registering.register(provider="EMAIL", address=name, patch=patch(), caller=caller, now=later(n * 61))


@pytest.mark.parametrize("work", [sign_in, ask, forgot, register])
def test_time_does_not_tell_who_is_known(work: Callable[[str, Caller, int], None]) -> None:
    """T10, the locks of before forgotten each time. Off: let ``pool.matches`` hash nothing where nothing is stored."""
    customer()
    spent: dict[str, list[float]] = {"bob@example.org": [], "eve@example.org": []}
    for n in range(ROUNDS):
        for m, (name, times) in enumerate(spent.items()):
            begun = thread_time()
            work(name, from_ip(2 * n + m), n)
            times.append(thread_time() - begun)
    known, unknown = map(median, spent.values())
    assert abs(known - unknown) < 0.010, spent
