"""Every address of the desk by somebody who is staff and nothing else; the list is the table of addresses itself."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.contacts.files.conftest import media
from tests.factories import StaffFactory
from tests.recovery.doors import PLACE, Things, address, routes, things

pytestmark = pytest.mark.django_db
__all__ = ["media"]
OPEN = {
    "",
    "sign-in/",
    "sign-out/",
    "theme/",
    "palette/",
    "held/",
    "token/<int:user>/",
}  # for everybody who is staff, or who wants to be
ONESELF = ("account/", "sign-in/")  # one's own account, and what stands between the password and the desk
# One's own views of lists: 404 for those of others.
OWN = {"contacts/views/<row:key>/", "contacts/views/<row:key>/forget/"}
HUGE = str(10**30)


def desk() -> list[str]:
    return [route for route in routes() if route.startswith("staff/") and route[6:] not in OPEN]


@pytest.fixture
def theirs(media: Any) -> Things:
    return things()


@pytest.fixture
def clerk(db: None) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(StaffFactory(username="clerk"))
    return client


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_staff_without_rights_are_refused_everywhere(theirs: Things, clerk: Client, method: str) -> None:
    """Off: leave ``need`` out of any page."""
    let_in = []
    for route in desk():
        path = address(route, theirs)
        status = clerk.generic(method, path, b"", content_type="application/x-www-form-urlencoded").status_code
        if status != 403 and not (status == 405 or route[6:] in OWN or route[6:].startswith(ONESELF)):
            let_in.append((route, status))
    assert let_in == []
    assert len(desk()) > 150


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_is_not_signed_in_is_led_to_the_sign_in(theirs: Things, method: str) -> None:
    client, strange = Client(raise_request_exception=False), []
    for route in desk():
        answer = client.generic(method, address(route, theirs), b"", content_type="application/x-www-form-urlencoded")
        leads = urlsplit(answer.headers.get("Location", "")).path
        if (answer.status_code, leads) != (302, "/staff/sign-in/") and answer.status_code != 405:
            strange.append((route, answer.status_code, leads))
    assert strange == []


def test_numbers_that_no_database_holds_are_nothing(theirs: Things, boss: User) -> None:
    """Off: ask the database for a key beyond 64 bits."""
    client = Client(raise_request_exception=False)
    client.force_login(boss)
    failed = []
    for route in (route for route in desk() if PLACE.search(route)):
        path = "/" + PLACE.sub(lambda found: HUGE if found[1] in ("row", "int", None, "str") else "x", route)
        for method in ("GET", "POST"):
            answer = client.generic(method, path, b"", content_type="application/x-www-form-urlencoded")
            if answer.status_code >= 500:
                failed.append((method, path))
    assert failed == []
