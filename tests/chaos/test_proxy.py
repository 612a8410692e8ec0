"""The proxy between a program and a server: what passes, and what does not."""

import socket
import threading
import time
from collections.abc import Generator

import pytest

from tests import services
from tests.chaos.parts.proxy import Proxy


@pytest.fixture
def echo() -> Generator[int]:
    """A server that says what it hears."""
    with socket.create_server(("127.0.0.1", services.free_port())) as server:

        def answer(one: socket.socket) -> None:
            with one:
                while heard := one.recv(100):
                    one.sendall(heard)

        def serve() -> None:
            while True:
                try:
                    one, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(one,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def proxy(echo: int) -> Generator[Proxy]:
    made = Proxy(echo)
    yield made
    made.end()


def connected(proxy: Proxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=20)


def said(one: socket.socket, text: bytes = b"hello") -> bytes:
    """What is heard after ``text`` was sent; nothing when the line was torn."""
    try:
        one.sendall(text)
        return one.recv(100)
    except ConnectionError:
        return b""


def test_it_passes_both_ways(proxy: Proxy) -> None:
    with connected(proxy) as one:
        assert said(one) == b"hello"


def test_cut_tears_old_and_new_connections_until_it_is_healed(proxy: Proxy) -> None:
    with connected(proxy) as old:
        assert said(old) == b"hello"
        proxy.cut()
        assert said(old) == b""
        with connected(proxy) as new:
            assert said(new) == b""
        proxy.heal()
        with connected(proxy) as later:
            assert said(later) == b"hello"


def test_a_delay_passes_all_the_same(proxy: Proxy) -> None:
    proxy.delay(0.05)
    begun = time.monotonic()
    with connected(proxy) as one:
        assert said(one) == b"hello"
    assert time.monotonic() - begun > 0.1


def test_half_open_is_silent_and_reset_at_the_next_word_when_it_is_back(proxy: Proxy) -> None:
    with connected(proxy) as one:
        assert said(one) == b"hello"
        proxy.half_open()
        one.settimeout(0.3)
        with pytest.raises(TimeoutError):
            said(one)
        one.settimeout(20)
        proxy.heal()
        assert said(one) == b""
    with connected(proxy) as other:
        assert said(other) == b"hello"
