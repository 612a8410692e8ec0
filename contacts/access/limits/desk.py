"""Tries of passwords at the staff's desk: of one network address, and of one name.

Strangers who shut a name for a quarter of an hour do not shut it for a browser in which its owner has signed in.
"""

from contacts.access.errors import TooMany
from contacts.access.identities.naming import fold
from contacts.access.limits import operations as limits
from contacts.access.limits.rules import DESK_NAME, IP_FAILURES, IP_FAILURES_DAY, network


def claim(*, name: str, ip: str, device: str = "") -> bool:
    """Take one try before anything is compared: whether there is one for ``name``, or for its known ``device``.

    It counts as failed until ``give_back``. Raises ``TooMany`` for the address. Not inside a transaction.
    """
    full = limits.claim_all([(rule, network(ip)) for rule in (IP_FAILURES, IP_FAILURES_DAY)])
    if full is not None:
        raise TooMany(limits.wait(full, network(ip)))
    return limits.claim_all([(DESK_NAME, _whose(name, device))]) is None


def give_back(*, name: str, ip: str, device: str = "") -> None:
    """The try was no failure."""
    for rule in (IP_FAILURES, IP_FAILURES_DAY):
        limits.give_back(rule, network(ip))
    limits.forget(DESK_NAME, _whose(name, device))


def _whose(name: str, device: str) -> str:
    return f"{fold(name)} {device}".strip()
