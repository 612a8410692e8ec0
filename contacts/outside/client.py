"""Asking an outside server: HTTPS, public addresses, no redirects, little data, little time."""

import ssl
from collections.abc import Iterator, Mapping
from typing import IO, Any

import httpcore
import httpx
from msgspec import Struct

from contacts.outside.addresses import Resolver
from contacts.outside.errors import Forbidden, OutsideProblem, TooLong, Unreachable
from contacts.outside.pinned import Deadline, PinnedBackend
from contacts.outside.trust import certificates

MOST_BYTES = 2 * 1024 * 1024
MOST_SECONDS = 10.0
HTTPS_PORT = 443


class Reply(Struct, frozen=True):
    """What came back, whatever its status; a redirect is a reply like any other and is never followed."""

    status: int
    headers: dict[str, str]
    body: bytes


class GuardedTransport(httpx.BaseTransport):
    """An httpx transport for one request, with every rule of this room; ``allowed`` names hosts as ``host:port``."""

    def __init__(
        self,
        *,
        allowed: frozenset[str] = frozenset(),
        resolver: Resolver | None = None,
        seconds: float = MOST_SECONDS,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._allowed = allowed
        backend = PinnedBackend(deadline=Deadline(seconds), allowed=allowed, resolver=resolver)
        self._pool = httpcore.ConnectionPool(ssl_context=trust or certificates(), network_backend=backend)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        check(request.url, allowed=self._allowed)
        url = request.url
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.read(),
        )
        try:
            answer = self._pool.handle_request(asked)
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise _as_httpx(error) from error
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._answer.iter_stream()
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise _as_httpx(error) from error

    def close(self) -> None:
        self._answer.close()


def check(url: httpx.URL, *, allowed: frozenset[str] = frozenset()) -> None:
    """Raise ``Forbidden`` for an address that is not asked whatever it resolves to."""
    if url.userinfo:
        raise Forbidden("An address may not hold a user name.")
    if not url.raw_host:
        raise Forbidden("The address names no host.")
    port = url.port or (HTTPS_PORT if url.scheme == "https" else 80)
    if url.scheme in ("http", "https") and f"{url.raw_host.decode()}:{port}" in allowed:
        return
    if url.scheme != "https" or port != HTTPS_PORT:
        raise Forbidden("Only https addresses on port 443 are asked.")


def ask(
    method: str, address: str, *, headers: Mapping[str, str] | None = None, form: Mapping[str, str] | None = None,
    json: Any = None, content: bytes | None = None, auth: tuple[str, str] | None = None,
    allowed: frozenset[str] = frozenset(), resolver: Resolver | None = None, seconds: float = MOST_SECONDS,
    trust: ssl.SSLContext | None = None, into: IO[bytes] | None = None, most: int | None = None,
) -> Reply:  # fmt: skip
    """The reply of ``address`` in ``seconds`` altogether; raises an ``OutsideProblem``.

    A body of more than ``most`` bytes is not read (2 MiB unless told); with ``into``, a file, it is written there.
    """
    # Unpacking is not offered: a compressed body can be a thousand times what its length says.
    told = {"Accept-Encoding": "identity", "User-Agent": "contact-crm"} | dict(headers or {})
    transport = GuardedTransport(allowed=allowed, resolver=resolver, seconds=seconds, trust=trust)
    try:
        with (
            httpx.Client(transport=transport, trust_env=False, follow_redirects=False, timeout=seconds) as client,
            client.stream(method, address, headers=told, data=form, json=json, content=content, auth=auth) as response,
        ):
            return Reply(response.status_code, dict(response.headers), _body(response, most, into))
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise Forbidden("This is no address that can be asked.") from error
    except httpx.HTTPError as error:
        raise Unreachable(f"The server did not answer properly ({type(error).__name__}).") from error


def _body(response: httpx.Response, most: int | None, into: IO[bytes] | None) -> bytes:
    if into is None:
        return b"".join(_parts(response, most))
    into.writelines(_parts(response, most))
    return b""


def _parts(response: httpx.Response, most: int | None) -> Iterator[bytes]:
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Unreachable("The server packed its answer, which it was asked not to.")
    size, most = 0, MOST_BYTES if most is None else most
    for part in response.iter_raw():
        size += len(part)
        if size > most:
            raise TooLong(f"The server sent more than {most} bytes.")
        yield part


def _as_httpx(error: Exception) -> httpx.TransportError:
    """The same trouble under httpx's name for it: both libraries use the same words."""
    kind = getattr(httpx, type(error).__name__, httpx.TransportError)
    made: httpx.TransportError = kind(type(error).__name__)
    return made


__all__ = ["Forbidden", "GuardedTransport", "OutsideProblem", "Reply", "TooLong", "Unreachable", "ask", "check"]
