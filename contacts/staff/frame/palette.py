"""What the command palette finds: records, pages and actions."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from contacts.staff.frame.offering import people_like
from contacts.staff.frame.places import places_for

HITS_PER_SECTION = 8


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One option of the palette: where it leads, and a quiet second word."""

    label: str
    url: str
    icon: str
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    label: str
    hits: tuple[Hit, ...]


Source = Callable[[HttpRequest, str], list[Hit]]


def _people(request: HttpRequest, asked: str) -> list[Hit]:
    if not request.user.has_perm("contacts.view_contact"):
        return []
    return [
        Hit(label=name, url=reverse("staff:people-record", args=(id_,)), icon="person", hint=telling)
        for id_, name, telling in people_like(asked, limit=HITS_PER_SECTION)
    ]


RECORD_SOURCES: tuple[tuple[str, Source], ...] = (("Contacts", _people),)


def find_hits(*, request: HttpRequest, asked: str) -> tuple[Section, ...]:
    """Return the non-empty sections for what was typed: records first, then pages, then actions."""
    records = [(label, source(request, asked)) for label, source in RECORD_SOURCES] if asked else []
    places = places_for(actor=request.user)
    pages = [
        Hit(label=place.label, url=place.url, icon=place.icon, hint=f"g {place.go}" if place.go else "")
        for place in places
    ]
    actions = [Hit(label=f"New {place.noun}", url=place.new_url, icon="plus") for place in places if place.new_url]
    sections = [*records, ("Pages", _fitting(pages, asked)), ("Actions", _fitting(actions, asked))]
    return tuple(Section(label=label, hits=tuple(hits[:HITS_PER_SECTION])) for label, hits in sections if hits)


def _fitting(hits: list[Hit], asked: str) -> list[Hit]:
    words = asked.casefold().split()
    found = [hit for hit in hits if all(word in hit.label.casefold() for word in words)]
    return sorted(found, key=lambda hit: not hit.label.casefold().startswith(asked.casefold()))
