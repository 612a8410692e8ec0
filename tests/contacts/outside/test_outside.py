"""Whatever address somebody typed, no socket is opened to a machine that is not public.

Seen red with ``is_public`` always true (odd spellings, one private answer), with ``is_never_meant`` always false (the
metadata service), with a second look-up for the socket (changed mind), with ``Deadline.left`` always ten seconds (the
trickling server), with ``follow_redirects=True`` (the redirect), and with a far higher ``MOST_BYTES`` (too much data).
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from contacts.outside import client
from contacts.outside.addresses import is_public, read, system_resolver
from contacts.outside.client import Reply, ask
from contacts.outside.errors import Forbidden, OutsideProblem, TooLong, Unreachable
from contacts.outside.trust import certificates
from tests.contacts.outside.servers import Asked, certificate, connections, server

HOSTILE = [
    "https://127.0.0.1/",
    "https://localhost/",
    "https://localhost./",
    "https://LOCALHOST/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://0x7f000001/",
    "https://127.1/",
    "https://127.0.1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.0.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://0xa9fea9fe/",
    "https://2852039166/",
    "https://198.18.0.1/",
    "https://192.0.0.1/",
    "https://192.88.99.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::]/",
    "https://[2001:db8::1]/",
    "https://[fc00::1]/",
    "https://[fe80::1]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://example.org@127.0.0.1/",
    "https://127.0.0.1#@example.org/",
    "https://127.0.0.1\\@example.org/",
    "https://user:secret@example.org/",
    "https://１２７.０.０.１/",
    "http://example.org/",
    "https://example.org:22/",
    "ftp://example.org/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:25/",
    "https:///etc/passwd",
    "//127.0.0.1/",
    "https://",
    "",
]


@pytest.mark.parametrize("address", HOSTILE)
def test_no_socket_is_opened_to_a_machine_that_is_not_public(address: str) -> None:
    with connections() as opened, pytest.raises(OutsideProblem):
        ask("GET", address, resolver=resolve_numbers_only)
    assert opened == []


def resolve_numbers_only(host: str, port: int) -> Sequence[str]:
    """The machine's own reading of odd spellings; names other than these would be asked on the internet."""
    if host.endswith("example.org"):
        return ["192.168.0.7"]
    return system_resolver(host, port)


@pytest.mark.parametrize("text", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"])
def test_public_machines_are_asked(text: str) -> None:
    assert is_public(read(text))


def test_one_private_answer_among_public_ones_spoils_them_all() -> None:
    with connections() as opened, pytest.raises(Forbidden):
        ask("GET", "https://vendor.test/", resolver=lambda *_: ["93.184.215.14", "10.0.0.1"])
    assert opened == []


def test_a_resolver_that_changes_its_mind_is_asked_once() -> None:
    answers = iter((["127.0.0.1"], ["127.0.0.2"]))
    with server(lambda _: (200, {}, b"")) as port, connections() as opened:
        place = f"vendor.test:{port}"
        ask("GET", f"http://{place}/", allowed=frozenset({place}), resolver=lambda *_: next(answers))
    assert opened == [("127.0.0.1", port)]
    assert next(answers) == ["127.0.0.2"]


def test_not_even_the_operator_opens_the_metadata_service() -> None:
    with connections() as opened, pytest.raises(Forbidden):
        ask("GET", "http://169.254.169.254/", allowed=frozenset({"169.254.169.254:80"}))
    assert opened == []


def test_a_redirect_is_told_and_not_followed() -> None:
    def answer(asked: Asked) -> tuple[int, dict[str, str], bytes]:
        return 302, {"Location": "http://169.254.169.254/latest/"}, b""

    with server(answer) as port, connections() as opened:
        reply = ask("GET", f"http://127.0.0.1:{port}/", allowed=frozenset({f"127.0.0.1:{port}"}))
    assert (reply.status, reply.headers["location"]) == (302, "http://169.254.169.254/latest/")
    assert opened == [("127.0.0.1", port)]


def test_the_name_goes_into_host_and_handshake_while_the_socket_goes_to_the_checked_address(tmp_path: Path) -> None:
    serving, trusting = certificate(tmp_path, "vendor.test")
    hosts, names = [], []
    serving.sni_callback = lambda _socket, name, _context: names.append(name)

    def answer(asked: Asked) -> tuple[int, dict[str, str], bytes]:
        hosts.append(asked[2]["host"])
        return 200, {"X-Kind": "vendor"}, b"hello"

    with server(answer, tls=serving) as port, connections() as opened:
        place = f"vendor.test:{port}"
        reply = ask("POST", f"https://{place}/", form={"a": "b"}, allowed=frozenset({place}), trust=trusting,
                    resolver=lambda *_: ["127.0.0.1"])  # fmt: skip
        assert (reply.status, reply.body, reply.headers["x-kind"]) == (200, b"hello", "vendor")
        with pytest.raises(Unreachable):  # the certificate is another's
            ask("GET", f"https://other.test:{port}/", allowed=frozenset({f"other.test:{port}"}), trust=trusting,
                resolver=lambda *_: ["127.0.0.1"])  # fmt: skip
    assert (hosts, names) == ([place], ["vendor.test", "other.test"])
    assert opened == [("127.0.0.1", port)] * 2


def test_an_authority_that_the_operator_names_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serving, _ = certificate(tmp_path, "vendor.test")
    certificates.cache_clear()
    with server(lambda _: (200, {}, b""), tls=serving) as port:
        place = f"vendor.test:{port}"
        more: Any = {"allowed": frozenset({place}), "resolver": lambda *_: ["127.0.0.1"]}
        with pytest.raises(Unreachable):
            ask("GET", f"https://{place}/", **more)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
        certificates.cache_clear()
        assert ask("GET", f"https://{place}/", **more).status == 200
    certificates.cache_clear()


def test_a_proxy_named_in_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with server(lambda _: (200, {}, b"")) as port:
        assert ask("GET", f"http://127.0.0.1:{port}/", allowed=frozenset({f"127.0.0.1:{port}"})).status == 200


def quickly(port: int, seconds: float = 0.3) -> Reply:
    return ask("GET", f"http://127.0.0.1:{port}/", allowed=frozenset({f"127.0.0.1:{port}"}), seconds=seconds)


def test_a_server_that_trickles_is_left_in_time() -> None:
    import socket
    from threading import Thread

    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(5)

    def trickle() -> None:
        taken, _ = listening.accept()
        with taken:
            taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            for _ in range(40):
                try:
                    taken.sendall(b"x")
                except OSError:
                    return
                time.sleep(0.05)

    thread = Thread(target=trickle)
    thread.start()
    began = time.monotonic()
    with pytest.raises(Unreachable):
        quickly(listening.getsockname()[1])
    assert time.monotonic() - began < 1
    thread.join()
    listening.close()


def test_a_resolver_that_hangs_is_left_in_time() -> None:
    began = time.monotonic()

    def hang(host: str, port: int) -> Sequence[str]:
        time.sleep(0.8)
        return []

    with pytest.raises(Unreachable):
        ask("GET", "https://vendor.test/", resolver=hang, seconds=0.1)
    assert time.monotonic() - began < 0.7


def test_too_much_or_packed_data_is_refused_and_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MOST_BYTES", 1000)
    with server(lambda _: (200, {}, b"s" * 1000)) as port:
        assert len(quickly(port, 5).body) == 1000
    with server(lambda _: (200, {}, b"secret" * 200)) as port, pytest.raises(TooLong) as caught:
        quickly(port, 5)
    assert "secret" not in str(caught.value)
    with server(lambda _: (200, {"Content-Encoding": "gzip"}, b"secret")) as port, pytest.raises(Unreachable):
        quickly(port, 5)


@pytest.mark.parametrize("answer", [b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", b""])
def test_a_server_that_does_not_speak_properly_is_unreachable(answer: bytes) -> None:
    import socket
    from threading import Thread

    listening = socket.create_server(("127.0.0.1", 0))

    def speak() -> None:
        taken, _ = listening.accept()
        with taken:
            taken.recv(1000)
            taken.sendall(answer)

    thread = Thread(target=speak)
    thread.start()
    with pytest.raises(Unreachable):
        quickly(listening.getsockname()[1], 5)
    thread.join()
    listening.close()
