"""The network under the client: a name is resolved once, every answer is checked, and the socket goes to one of them.

Checking first and connecting by name afterwards would ask the resolver twice, and a hostile one answers differently
the second time (DNS rebinding). The name itself goes on into Host and into the TLS handshake.
"""

import ssl
import time
from collections.abc import Iterable, Sequence

import httpcore

from contacts.outside.addresses import Resolver, is_never_meant, is_public, read, system_resolver, within
from contacts.outside.errors import Forbidden

SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class Deadline:
    """One point in time that connecting, the handshake and every read and write have to keep together."""

    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that remain; raises ``httpcore.ReadTimeout`` when there are none."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("The time for this request is over.")
        return left


class TimedStream(httpcore.NetworkStream):
    """A stream whose every step ends by the deadline, however slowly the other side trickles."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class PinnedBackend(httpcore.NetworkBackend):
    """Connects to public addresses only, and to private ones where ``allowed`` names ``host:port``."""

    def __init__(
        self, *, deadline: Deadline, allowed: frozenset[str] = frozenset(), resolver: Resolver | None = None
    ) -> None:
        self._deadline, self._allowed, self._resolver = deadline, allowed, resolver or system_resolver
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._checked(host, port)
        for n, address in enumerate(addresses, 1):
            try:
                stream = self._sockets.connect_tcp(
                    address, port, self._deadline.left(), local_address, socket_options or []
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if n == len(addresses):
                    raise
                continue
            return TimedStream(stream, self._deadline)
        raise httpcore.ConnectError("The name has no address.")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[SocketOption] | None = None
    ) -> httpcore.NetworkStream:
        raise Forbidden("Only addresses on the internet are asked.")

    def _checked(self, host: str, port: int) -> Sequence[str]:
        """Every address of ``host``, at most four; one that may not be asked spoils them all."""
        try:
            found = within(self._deadline.left(), lambda: self._resolver(host, port))
        except (OSError, UnicodeError) as error:  # TimeoutError is an OSError
            raise httpcore.ConnectError("The name cannot be resolved.") from error
        addresses = [read(text) for text in found]
        trusted = f"{host}:{port}" in self._allowed
        if any(is_never_meant(one) or not (trusted or is_public(one)) for one in addresses):
            raise Forbidden("The address leads into a network that is not asked.")
        return list(dict.fromkeys(map(str, addresses)))[:4]
