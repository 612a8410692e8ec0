"""What a record page is composed of, as plain values that its templates draw."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from contacts.staff.engine.declaration import Pill

FEW = 5  # parts of one sort before the fold


@dataclass(frozen=True, kw_only=True)
class Head:
    """Who this is at a glance; `phone` and `email` become the call and write buttons when they are there."""

    name: str
    initials_of: str = ""  # what the initials are taken from, when it is not the name: titles have none
    subtitle: str = ""
    pills: tuple[Pill, ...] = ()
    photo_url: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One value and its name; `url` edits it in place ("" = fixed), `source` says who, when, by which door.

    `doubt` says why the value may be wrong.
    """

    id: str
    label: str
    value: SafeString
    url: str = ""
    source: str = ""
    doubt: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One of many (an email, a phone, an address): copied, reached by `href`, edited in place, removed."""

    id: str
    value: SafeString
    url: str
    remove_url: str
    kind: str = ""
    pills: tuple[Pill, ...] = ()
    copy: str = ""
    href: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class PartGroup:
    """All parts of one sort, and where the form of a new one comes from; `teach` stands where there are none.

    Many are folded behind the first few, unless somebody is at work on them (`is_open`).
    """

    id: str
    title: str
    parts: tuple[Part, ...]
    add_url: str
    teach: str
    is_open: bool = False

    def first(self) -> tuple[Part, ...]:
        """The parts that are seen at once."""
        return self.parts[:FEW] if len(self.parts) > FEW + 1 else self.parts

    def more(self) -> tuple[Part, ...]:
        """The parts behind the fold."""
        return self.parts[len(self.first()) :]


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """One value that changed; `restore_url` puts the old one back."""

    label: str
    old: str
    new: str
    restore_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Event:
    """One entry of the timeline: who did what, when and by which door; `restore_url` takes it back whole.

    `url` leads to what it is about: the order, the message.
    """

    who: str
    what: str
    at: datetime
    door: str
    changes: tuple[FieldChange, ...] = ()
    restore_url: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class TabHead:
    label: str
    url: str
    count: int | None = None
    current: bool = False
