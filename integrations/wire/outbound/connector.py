"""What a vendor's connector can do: contacts come and go in the words of the dialect's table."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

from msgspec import Struct

from integrations.connections.needs import NUMBERS, Need, is_yes
from integrations.wire.outbound.line import Line
from integrations.wire.outbound.troubles import NOT_FOUND, NOWHERE, NotAdmitted, Unknown

T = TypeVar("T")
Call = Mapping[str, Any]  # a contact as ``Table.call`` has it, with their look-ups


class Handle(Struct, frozen=True):
    """Whom a call is about: the id there, and what lets us act for a contact at systems that want it."""

    theirs: str
    secret: str = ""


class Found(Struct, frozen=True, kw_only=True):
    """A contact of theirs, for ``replied``. ``at`` is when they last changed it, where they say so.

    ``duplicate`` says that they took it although another contact of theirs has its address. ``lacks`` is the sentence
    why a new one does not have yet all that was sent.
    """

    theirs: str
    data: dict[str, Any]
    at: dt.datetime | None = None
    gone: bool = False
    secret: str = ""
    duplicate: bool = False
    lacks: str = ""

    @property
    def handle(self) -> Handle:
        return Handle(self.theirs, self.secret)


class Page(Struct, frozen=True, kw_only=True):
    """Some of their contacts, perhaps none; ``after`` is where the next page begins, empty when this was the last."""

    items: list[Found]
    after: str = ""
    total: int | None = None


class Event(Struct, frozen=True, kw_only=True):
    """One change, for those who are told of every one. ``name`` is like ``contact.updated``.

    ``id`` is the change's, also when it is told again later; ``delivery`` is the same for each try of one delivery.

    ``contact`` is the whole contact as it is now as JSON text, None when it is gone; ``changes`` is JSON text too,
    ``{path: [old, new]}`` as the history has it. A test has neither.
    """

    id: str
    delivery: str
    name: str
    at: dt.datetime
    contact_id: int | None = None
    revision: int | None = None
    actor: str = ""
    door: str = ""
    contact: str | None = None
    changes: str = "{}"


class Connector:
    """One account at one vendor. Every call raises ``TryAgain`` or ``Declined``.

    The ``event`` of a call is the same for every try of one delivery; vendors that take such a key get it.
    """

    needs: ClassVar[tuple[Need, ...]] = ()
    """What has to be entered for an account."""
    references: ClassVar[Mapping[str, str]] = {}
    """Their fields that hold ids of look-ups, with the kind of ours."""
    named_by: ClassVar[str] = "id"
    """The column of our look-ups that the table puts into those fields."""
    unsent: ClassVar[frozenset[str]] = frozenset()
    """Fields of the table that are never sent: only the other side sets them."""
    marked: ClassVar[str] = ""
    """The field in which a new contact carries our mark, when it would be empty."""
    always: ClassVar[frozenset[str]] = frozenset()
    """Fields that every call has, also one that sends nothing but what changed."""
    entire: ClassVar[tuple[str, ...]] = ()
    """Ends of names of objects that are sent whole or not at all."""
    lists: ClassVar[bool] = True
    """Whether it lists contacts; without, it knows only those that it made itself."""
    tells_changes: ClassVar[bool] = True
    """Whether a list can begin with what changed since a time; without, every fetch is the whole list."""
    removes: ClassVar[bool] = True
    """Whether it can delete a contact; without, contacts stay there for good."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.said = line.account.said

    @property
    def gets_numbers(self) -> bool:
        """Whether identity numbers are sent in full; otherwise not at all."""
        return NUMBERS in self.needs and is_yes(self.said.get(NUMBERS.name, ""))

    def test(self) -> None:
        """Prove that the account is known there and may read contacts; changes nothing."""
        raise NotImplementedError

    def fetch(self, handle: Handle) -> Found | None:
        """One contact as it is there, None when there is none (any more)."""
        raise NotImplementedError

    def look_up(self, call: Call) -> list[Found]:
        """Contacts there that an earlier ``create`` with ``call`` may have made, the likeliest first."""
        raise NotImplementedError

    def create(self, call: Call, *, event: str) -> Found:
        """Make a contact; ``data`` is what they answered of it, which may be little."""
        raise NotImplementedError

    def update(self, handle: Handle, call: Call, *, event: str) -> None:
        """Make the contact there what ``call`` says; raises ``Unknown`` when there is none."""
        raise NotImplementedError

    def remove(self, handle: Handle, *, event: str) -> None:
        """Delete the contact there; one that is gone already is no trouble."""
        raise NotImplementedError

    def page(self, *, since: str, after: str) -> Page:
        """Their contacts that changed from ``since`` on (empty: all), in an order that changes do not break."""
        raise NotImplementedError

    def if_there(self, ask: Callable[[], T]) -> T | None:
        """What ``ask`` is answered about a contact; None when there is none (any more)."""
        try:
            return ask()
        except Unknown as trouble:
            self.believe(trouble)
            return None

    def believe(self, trouble: Unknown) -> None:
        """Raise ``NotAdmitted`` unless they know the account, who answer that a page is not found.

        Somebody else may sit at the address, or nobody for the moment.
        """
        if trouble.status not in NOT_FOUND:
            return
        try:
            self.test()
        except Unknown as nowhere:
            raise NotAdmitted(NOWHERE, status=nowhere.status) from trouble

    def mark(self) -> str:
        """What ``since`` will be next time, when asked for before the first page is."""
        return self.now().isoformat()

    def now(self) -> dt.datetime:
        """The moment it is."""
        return dt.datetime.now(dt.UTC)

    def tell(self, event: Event) -> None:
        """Tell of one change; only for those that have no contacts of their own."""
        raise NotImplementedError
