"""A line goes to public machines and to those the operator named, takes what comes in measure, and follows nobody.

Seen red with ``follow_redirects=True``; what makes an address public is proven in the tests of ``contacts.outside``.
"""

import tempfile
import time

import pytest

from contacts.outside import client
from integrations.wire.outbound.line import Line
from integrations.wire.outbound.troubles import Declined, NotAdmitted, TryAgain, Unknown
from tests.contacts.outside.servers import Asked, connections, server
from tests.contacts.outside.test_outside import HOSTILE
from tests.integrations.connectors.lines import account, allow

pytestmark = pytest.mark.django_db


def line(address: str, *, seconds: float = 3) -> Line:
    return Line(account("webinone", address), seconds=seconds)


@pytest.mark.parametrize("address", HOSTILE)
def test_no_socket_is_opened_to_a_machine_that_is_not_public(address: str) -> None:
    with connections() as opened, pytest.raises((Declined, TryAgain)):
        line(address.rstrip("/")).ask("GET", "/api")
    assert opened == []


def test_a_redirect_is_no_answer_and_not_followed() -> None:
    asked: list[str] = []

    def away(request: Asked) -> tuple[int, dict[str, str], bytes]:
        asked.append(request[1])
        return 302, {"Location": "/there"}, b""

    with server(away) as port:
        allow(f"http://127.0.0.1:{port}")
        with pytest.raises(Declined):
            line(f"http://127.0.0.1:{port}").ask("GET", "/here").checked()
    assert asked == ["/here"]


def test_an_own_host_is_called_only_at_the_port_that_was_named() -> None:
    with server(lambda asked: (200, {}, b"{}")) as port, server(lambda asked: (200, {}, b"{}")) as other:
        allow(f"http://127.0.0.1:{port}")
        assert line(f"http://127.0.0.1:{port}").ask("GET", "/").object() == {}
        with pytest.raises(Declined):
            line(f"http://127.0.0.1:{other}").ask("GET", "/")


def test_a_body_that_is_too_long_is_not_read_also_into_a_file() -> None:
    with server(lambda asked: (200, {}, b" " * (client.MOST_BYTES + 1))) as port:
        allow(f"http://127.0.0.1:{port}")
        there = line(f"http://127.0.0.1:{port}")
        with pytest.raises(TryAgain):
            there.ask("GET", "/")
        with tempfile.TemporaryFile() as file:
            with pytest.raises(TryAgain):
                there.ask("GET", "/", into=file, most=1_000_000)
            assert there.ask("GET", "/", into=file, most=5_000_000).body == b""
            assert file.tell() > client.MOST_BYTES


def test_a_body_that_comes_slowly_is_left_in_time() -> None:
    def late(asked: Asked) -> tuple[int, dict[str, str], bytes]:
        time.sleep(0.6)
        return 200, {}, b"{}"

    with server(late) as port:
        allow(f"http://127.0.0.1:{port}")
        begin = time.monotonic()
        with pytest.raises(TryAgain):
            line(f"http://127.0.0.1:{port}", seconds=0.2).ask("GET", "/")
    assert time.monotonic() - begin < 5


@pytest.mark.parametrize(
    ("status", "trouble"),
    [(302, Declined), (400, Declined), (401, NotAdmitted), (403, NotAdmitted), (404, Unknown), (410, Unknown),
     (408, TryAgain), (425, TryAgain), (429, TryAgain), (500, TryAgain), (503, TryAgain)],
)  # fmt: skip
def test_a_status_says_what_helps(status: int, trouble: type[Exception]) -> None:
    with server(lambda asked: (status, {"Retry-After": "7"}, b"secret words")) as port:
        allow(f"http://127.0.0.1:{port}")
        with pytest.raises(trouble) as info:
            line(f"http://127.0.0.1:{port}").ask("GET", "/").checked()
    assert type(info.value) is trouble
    assert "secret" not in str(info.value)
    assert getattr(info.value, "after", 7) == 7
