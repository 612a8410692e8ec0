"""Without the database every surface says that it is worth trying again."""

from collections.abc import Generator

import pytest
from django.db import OperationalError, connection
from django.test import Client

from contacts.access.keys import credentials

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Generator[Client]:
    def away(*_: object) -> None:
        raise OperationalError

    with connection.execute_wrapper(away):
        yield Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/api/v1/contacts", {"Authorization": f"Bearer {credentials.new().text}"}),
        ("/contact", {"Authorization": "Bearer 0123456789"}),
        ("/staff/contacts/", {"Cookie": "session=0123456789abcdef0123456789abcdef"}),
        ("/portal/register/", {"Cookie": "portal=0123456789"}),
    ],
)
def test_it_is_503_and_when_to_try_again(client: Client, path: str, headers: dict[str, str]) -> None:
    answer = client.get(path, headers=headers)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "5")
