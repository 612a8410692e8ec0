"""Which network addresses may be connected to, and how a name is turned into them.

Python's ``is_global`` is not enough: it passes ranges that carry another address inside (6to4, NAT64, Teredo), which a
router or the kernel would deliver to a private machine (RFC 6890, RFC 6052, RFC 4380).
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from threading import Thread

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Sequence[str]]

UNICAST = ipaddress.IPv6Network("2000::/3")
CARRIERS = [ipaddress.IPv6Network(net) for net in ("2001::/23", "2002::/16", "2001:db8::/32", "3fff::/20")]
RELAYS = ipaddress.IPv4Network("192.88.99.0/24")


def read(text: str) -> Address:
    """The address a resolver gave, without its zone, and as IPv4 where it is one written as IPv6."""
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def is_public(address: Address) -> bool:
    """Whether ``address`` belongs to one machine on the internet, not to ours, a neighbour or a group."""
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return address not in RELAYS
    return address in UNICAST and not any(address in net for net in CARRIERS)


def is_never_meant(address: Address) -> bool:
    """Whether not even an operator's word opens ``address``: cloud metadata, groups, no machine at all."""
    return address.is_link_local or address.is_multicast or address.is_unspecified


def system_resolver(host: str, port: int) -> list[str]:
    """What the machine's resolver says, also of ``127.1`` and ``0x7f.1``; raises ``OSError``."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def within(seconds: float, work: Callable[[], Sequence[str]]) -> Sequence[str]:
    """``work()``, but no later than in ``seconds``: a resolver cannot be told to hurry; raises ``TimeoutError``."""
    answers: list[Sequence[str] | Exception] = []

    def run() -> None:
        try:
            answers.append(work())
        except Exception as error:  # whatever it is belongs to the one who waits
            answers.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if not answers:
        raise TimeoutError("The name was not resolved in time.")
    if isinstance(answers[0], Exception):
        raise answers[0]
    return answers[0]
