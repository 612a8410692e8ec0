"""Where one can go: the sidebar, the palette's pages and the `g` shortcuts are read from here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse

from contacts.staff.engine.declaration import Desk
from contacts.staff.registry import DESKS, PORTAL_DESKS, PROGRAM_DESKS, WORK_DESKS

GROUPS = ("Work", "Administration", "Settings")


@dataclass(frozen=True, kw_only=True)
class Place:
    """One page of the sidebar (in no group: of the palette alone); `go` is the letter after `g`, `new_url` makes
    "New …" an action of the palette."""

    key: str
    label: str
    url: str
    group: str
    icon: str
    go: str = ""
    new_url: str = ""
    noun: str = ""


Source = Callable[[Any], tuple[Place, ...]]
ADDED: list[Source] = []  # this package may not import those above it, so they bring theirs


def add_places(source: Source) -> None:
    """Have the places that ``source`` gives for an actor too; a package above says so when it is loaded."""
    if source not in ADDED:
        ADDED.append(source)
        _places.cache_clear()


@dataclass(frozen=True, kw_only=True)
class Shelf:
    label: str
    places: tuple[Place, ...]
    open: bool


@dataclass(frozen=True, kw_only=True)
class Rights:
    """What somebody may do, as something to remember pages by: all who hold the same rights see the same places."""

    everything: bool
    held: frozenset[str]

    def has_perm(self, name: str) -> bool:
        """As of a user."""
        return self.everything or name in self.held

    def has_perms(self, names: Iterable[str]) -> bool:
        """As of a user."""
        return all(self.has_perm(name) for name in names)


def places_for(*, actor: Any) -> tuple[Place, ...]:
    """Return the places the actor may see, in the sidebar's order."""
    everything = bool(actor.is_superuser)
    held = frozenset() if everything else frozenset(actor.get_all_permissions())
    return _places(Rights(everything=everything, held=held))


@lru_cache(maxsize=128)  # some 80 addresses are made for it, for every page
def _places(actor: Rights) -> tuple[Place, ...]:
    dashboard = Place(
        key="dashboard", label="Dashboard", url=reverse("staff:dashboard"), group="Work", icon="home", go="d"
    )
    work = (*_people(actor), *_messages(actor), *_imports(actor), *_consents(actor))
    desks = (*_desks(actor, WORK_DESKS), *_desks(actor, DESKS), *_desks(actor, PORTAL_DESKS))
    programs = (*_desks(actor, PROGRAM_DESKS), *(place for source in ADDED for place in source(actor)))
    own = Place(key="account", label="Your account", url=reverse("staff:account"), group="", icon="person")
    return (dashboard, *work, *desks, *_claims(actor), *programs, *_options(actor), *_texts(actor), own)


def _desks(actor: Any, desks: tuple[Desk, ...]) -> tuple[Place, ...]:
    return tuple(
        Place(
            key=desk.slug,
            label=desk.title,
            url=desk.url(),
            group=desk.place,
            icon=desk.icon,
            go=desk.go,
            new_url=desk.url("new") if desk.may("add", actor=actor) else "",
            noun=desk.noun,
        )
        for desk in desks
        if desk.may("view", actor=actor)
    )


def _people(actor: Any) -> tuple[Place, ...]:
    if not actor.has_perm("contacts.view_contact"):
        return ()
    new_url = reverse("staff:people-new") if actor.has_perm("contacts.add_contact") else ""
    url = reverse("staff:people")
    return (
        Place(
            key="contacts",
            label="Contacts",
            url=url,
            group="Work",
            icon="users",
            go="c",
            new_url=new_url,
            noun="contact",
        ),
    )


def _imports(actor: Any) -> tuple[Place, ...]:
    if not actor.has_perm("contacts.add_import"):
        return ()
    return (Place(key="import", label="Import", url=reverse("staff:import"), group="Work", icon="upload", go="i"),)


def _consents(actor: Any) -> tuple[Place, ...]:
    if not actor.has_perm("contacts.view_consentevent"):
        return ()
    url = reverse("staff:consents")
    return (Place(key="consents", label="Consents", url=url, group="Work", icon="check", go="n"),)


def _messages(actor: Any) -> tuple[Place, ...]:
    if not actor.has_perm("contacts.view_communication"):
        return ()
    url = reverse("staff:outgoing")
    return (Place(key="outgoing", label="Outgoing", url=url, group="Work", icon="mail", go="m"),)


def _texts(actor: Any) -> tuple[Place, ...]:
    if not actor.has_perm("contacts.view_template"):
        return ()
    return (Place(key="texts", label="Message texts", url=reverse("staff:texts"), group="Settings", icon="edit"),)


def _claims(actor: Any) -> tuple[Place, ...]:
    if not actor.has_perm("contacts.view_claim"):
        return ()
    url = reverse("staff:claims")
    return (Place(key="claims", label="Registrations", url=url, group="Administration", icon="inbox"),)


def _options(actor: Any) -> tuple[Place, ...]:
    if not actor.has_perm("contacts.view_optionvalue"):
        return ()
    url = reverse("staff:settings")
    return (Place(key="settings", label="Options", url=url, group="Administration", icon="gear"),)


def navigation(*, actor: Any, here: str) -> tuple[Shelf, ...]:
    """Return the sidebar's shelves; settings stay folded until one of them is open."""
    if not getattr(actor, "is_staff", False):
        return ()
    places = places_for(actor=actor)
    shelves = ((group, tuple(place for place in places if place.group == group)) for group in GROUPS)
    return tuple(
        Shelf(
            label=group,
            places=found,
            open=group != "Settings" or any(place.key == here for place in found),
        )
        for group, found in shelves
        if found
    )
