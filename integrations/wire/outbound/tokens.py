"""Tokens of accounts: fetched when they are needed, kept in this process for a while, and renewed once when refused."""

import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

import msgspec
from msgspec import Struct

from contacts.tables import caches
from integrations.connections.queries import Account
from integrations.wire.outbound.line import BROKEN, Answer
from integrations.wire.outbound.troubles import NOWHERE, Declined, NotAdmitted, TryAgain, Unknown

MOST_SECONDS = 3_600.0  # that a token is kept, whatever the other side says of its life
EARLY = 0.1  # of its life before which it is given up, so that it does not end on the way
MOST_ACCOUNTS = 1_000
HEADER_TEXT = re.compile(r"[\x21-\x7e]{1,8000}")


class Token(Struct, frozen=True):
    """What lets us in, for ``seconds``."""

    text: str
    seconds: float

    def __repr__(self) -> str:
        return f"Token({self.seconds} s)"


class _Held:
    """The token of one account; whoever fetches it holds the lock, so that two lanes fetch one."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.text = ""
        self.until = 0.0


_held: OrderedDict[str, _Held] = OrderedDict()
_lock = threading.Lock()
caches.register(_held.clear)
Fetch = Callable[[], Token]


def admitted(
    account: Account, *, fetch: Fetch, call: Callable[[str], Answer],
    refused: Callable[[Answer], bool] = lambda answer: answer.status == 401,
) -> Answer:  # fmt: skip
    """What ``call`` with the account's token is answered; once more with a new one when the token was ``refused``.

    Raises what ``fetch`` and ``call`` raise.
    """
    held = _of(account)
    text = _current(held, fetch)
    answer = call(text)
    if not refused(answer):
        return answer
    return call(_current(held, fetch, but=text))


def fetched(fetch: Fetch) -> Token:
    """The token; where nobody hands any out the address is wrong, which says nothing of any contact."""
    try:
        return fetch()
    except Unknown as error:
        raise NotAdmitted(NOWHERE, status=error.status) from error


def header_text(said: object, *, ours: bool = False) -> str:
    """A text that may stand in a header; raises ``TryAgain`` for theirs and ``Declined`` for what staff typed."""
    if isinstance(said, str) and HEADER_TEXT.fullmatch(said):
        return said
    if ours:
        raise Declined("The token of the connection has characters that no token has.")
    raise TryAgain(BROKEN)


def _current(held: _Held, fetch: Fetch, *, but: str = "") -> str:
    """The token in force, fetched when there is none or it is the one that was refused."""
    with held.lock:
        if not held.text or held.text == but or time.monotonic() >= held.until:
            held.text = ""
            token = fetched(fetch)
            held.text, life = header_text(token.text), min(max(token.seconds, 0.0), MOST_SECONDS)
            held.until = time.monotonic() + life * (1 - EARLY)
        return held.text


def _of(account: Account) -> _Held:
    """What is held for an account as it is now: another address or secret is another account."""
    told = [str(account.connection), account.dialect, account.address, *map(str, sorted(account.said.items()))]
    key = hashlib.sha256(msgspec.json.encode(told)).hexdigest()
    with _lock:
        held = _held.setdefault(key, _Held())
        _held.move_to_end(key)
        while len(_held) > MOST_ACCOUNTS:
            _held.popitem(last=False)
    return held
