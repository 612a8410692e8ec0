"""Many at once against the running server, and what its answers tell of who is known here."""

import os
import re
import threading
from collections.abc import Callable, Generator
from statistics import median
from time import perf_counter

import httpx
import pytest

from contacts.access.codes.models import OneTimeCode
from contacts.access.limits.models import PasswordTries
from contacts.access.sessions.models import Session
from tests import processes
from tests.contacts.portal.conftest import MAIL, PASSWORD, grace
from tests.contacts.portal.post import code
from tests.recovery.conftest import Visit
from tests.recovery.visitor import BEGUN, SESSION, TOKEN, Visitor

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["grace"]
CALLS = 100 if os.environ.get("CRM_RECOVERY_ROUNDS") else 0
CHANGING = {"date", "set-cookie", "x-request-id"}


@pytest.fixture(scope="module")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with processes.web(tmp_path_factory.mktemp("web") / "log", threads=8) as address:
        yield address


def at_once(works: list[Callable[[], httpx.Response]]) -> list[httpx.Response]:
    """The answers to requests that leave at the same moment."""
    gate, answers = threading.Barrier(len(works)), dict[int, httpx.Response]()

    def run(place: int, work: Callable[[], httpx.Response]) -> None:
        gate.wait(30)
        answers[place] = work()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return [answers[place] for place in range(len(works))]


def told(answer: httpx.Response, *typed: str) -> tuple[object, ...]:
    """All that somebody learns by an answer, without what they typed and what differs in every one."""
    text = re.sub(TOKEN, "", answer.text)
    for address in typed:
        text = text.replace(address, "<address>").replace(f"{address[:2]}****@{address.split('@')[1]}", "<address>")
    headers = {name: value for name, value in answer.headers.items() if name not in CHANGING}
    return answer.status_code, headers, sorted(answer.cookies), text


@pytest.mark.usefixtures("grace")
def test_of_forty_guesses_at_a_password_five_count(site: str, visit: Visit) -> None:
    """T1. Off: drop ``locked_until`` from ``_CLAIM_PASSWORD``."""
    crowd = [visit(site, number=n) for n in range(40)]
    path, who = "/portal/sign-in/", {"username": MAIL, "way": "password"}
    tokens = [one.token(path) for one in crowd]
    answers = at_once([
        lambda one=one, token=token: one.send(path, {**who, "password": "a wrong guess"}, token=token)  # type: ignore[misc]
        for one, token in zip(crowd, tokens, strict=True)
    ])  # fmt: skip
    assert {answer.status_code for answer in answers} == {422}
    assert len({str(told(answer)) for answer in answers}) == 1
    assert max(PasswordTries.objects.values_list("streak", flat=True)) == 5
    right = visit(site, number=77).submit(path, {**who, "password": PASSWORD})
    assert told(right) == told(answers[0]), "in the lock the right one is answered like a wrong one"
    assert not Session.objects.exists()


def same_challenge(site: str, visit: Visit, count: int) -> list[tuple[Visitor, str]]:
    """Visitors who all have the page on which one code is entered, and its token."""
    first = visit(site, number=100)
    assert first.ask(MAIL).headers["Location"] == "/portal/code/"
    crowd = [visit(site, number=n) for n in range(count)]
    for one in crowd:
        one.client.cookies.set(BEGUN, first.client.cookies[BEGUN], domain="127.0.0.1")
    return [(one, one.token("/portal/code/")) for one in crowd]


@pytest.mark.usefixtures("grace")
def test_of_forty_guesses_at_a_code_five_count(site: str, visit: Visit) -> None:
    """T6. Off: drop ``tries__lt`` and the row's constraint."""
    crowd = same_challenge(site, visit, 40)
    right = code()
    guesses = [f"{(int(right) + n) % 10**6:06}" for n in range(1, 41)]
    answers = at_once([
        lambda one=one, token=token, guess=guess: one.send("/portal/code/", {"code": guess}, token=token)  # type: ignore[misc]
        for (one, token), guess in zip(crowd, guesses, strict=True)
    ])  # fmt: skip
    assert {answer.status_code for answer in answers} == {422}
    assert OneTimeCode.objects.get().tries == 5
    one, token = crowd[0]
    assert one.send("/portal/code/", {"code": right}, token=token).status_code == 422
    assert not Session.objects.exists()


@pytest.mark.usefixtures("grace")
def test_twenty_uses_of_one_code_sign_in_once(site: str, visit: Visit) -> None:
    """T7. Off: leave ``used_at=None`` out of ``redeem``."""
    crowd, right = same_challenge(site, visit, 5), code()
    answers = at_once([
        lambda one=one, token=token: one.send("/portal/code/", {"code": right}, token=token)  # type: ignore[misc]
        for one, token in crowd * 4
    ])  # fmt: skip
    assert sorted(answer.status_code for answer in answers) == [302] + [422] * 19
    assert [SESSION in answer.cookies for answer in answers].count(True) == 1
    assert Session.objects.count() == 1


ROUTES: dict[str, tuple[str, dict[str, str], str]] = {
    "password": ("/portal/sign-in/", {"way": "password", "password": "a wrong guess"}, "username"),
    "code": ("/portal/sign-in/", {"way": "code"}, "username"),
    "forgot": ("/portal/forgot/", {}, "username"),
    "register": ("/portal/register/", {"first_name": "Laura", "last_name": "Moss"}, "address"),
}


@pytest.mark.usefixtures("grace")
def test_known_and_unknown_are_answered_alike(site: str, visit: Visit) -> None:
    """T10. Off: let ``targets.of`` show the whole address of whom it found."""
    for n, (path, fields, name) in enumerate(ROUTES.values()):
        learned = []
        for m, address in enumerate((MAIL, "laura@example.org")):
            one = visit(site, number=2 * n + m)
            answer = one.submit(path, fields | {name: address})
            learned.append((told(answer, address), told(one.open("/portal/code/"), address)))
        assert learned[0] == learned[1], path


@pytest.mark.skipif(not CALLS, reason="needs an idle machine: python -m tests.recovery")
@pytest.mark.usefixtures("grace")
@pytest.mark.parametrize("route", ROUTES)
def test_known_and_unknown_take_the_same_time(site: str, visit: Visit, route: str) -> None:
    path, fields, name = ROUTES[route]
    spent: dict[str, list[float]] = {MAIL: [], "laura@example.org": []}
    for n in range(CALLS):
        for m, (address, times) in enumerate(spent.items()):
            one = visit(site, number=2 * n + m)
            token = one.token(path)
            begun = perf_counter()
            one.send(path, fields | {name: address}, token=token)
            times.append(perf_counter() - begun)
            one.close()
            PasswordTries.objects.all().delete()
    known, unknown = (median(times) * 1000 for times in spent.values())
    print(f"{route}: known {known:.1f} ms, unknown {unknown:.1f} ms in the median of {CALLS}")  # noqa: T201
    assert abs(known - unknown) < 10
