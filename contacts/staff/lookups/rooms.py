"""Which operations write each desk's rows, and what uses a row: the desks' ties to the rooms below."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Model
from django.utils import timezone

from contacts.directory.storing.zone_names import change_zone
from contacts.history.actor import Actor
from contacts.lookups import operations, queries
from contacts.staff.engine.cells import day
from contacts.staff.engine.declaration import Fact
from contacts.staff.engine.removal import sentence
from contacts.staff.engine.writing import Room
from contacts.staff.frame.addresses import contact_url, contacts_url
from contacts.zones import operations as zones
from contacts.zones.models import Zone
from contacts.zones.queries import live

SHOWN_MEMBERS = 50

# A kind of row → the filter paths by which contacts point at it.
PATHS: dict[str, tuple[str, ...]] = {
    "category": ("category",),
    "owner_group": ("owner_group",),
    "privacy_level": ("privacy_level",),
    "customer_type": ("customer_type",),
    "industry": ("demographics.industry", "company_profile.industry"),
    "sector": ("demographics.sector", "company_profile.sectors"),
    "source": ("sources",),
    "marketing_list": ("marketing_lists",),
    "organisation": ("affiliations.organisation",),
    "branch": ("affiliations.branch",),
    "vendor": ("affiliations.vendor",),
    "country": ("addresses.country",),
    "language": ("language",),
}


def room_of(kind: str) -> Room:
    """Return the operations of a look-up's kind."""
    return Room(
        create=partial(operations.create, kind),
        change=partial(operations.change, kind),
        remove=partial(operations.remove, kind),
        restore=partial(operations.restore, kind),
    )


def uses_url_of(kind: str) -> Callable[[Any], str]:
    """Return what makes the address of the contacts that have a row of this kind; "" where no filter tells."""

    def url(row: Any) -> str:
        paths = PATHS.get(kind, ())
        return contacts_url(*((path, row.pk) for path in paths)) if paths else ""

    return url


def facts_of(kind: str) -> Callable[[Model], tuple[Fact, ...]]:
    """Return what tells how often a row of this kind is used."""
    url = uses_url_of(kind)

    def facts(row: Model) -> tuple[Fact, ...]:
        if kind in operations.WORLD:
            return (Fact(text="Contacts that have it", url=url(row)),)
        uses = queries.uses(row)
        return (Fact(text=f"Used by {sentence(uses)}", url=url(row)),) if uses else (Fact(text="Nothing uses it yet"),)

    return facts


def zone_url(zone: Zone) -> str:
    """Return the address of the contacts that hold a grant of the zone, expired or not."""
    return contacts_url(("zones", zone.pk))


def members(zone: Zone) -> tuple[Fact, ...]:
    """Tell how many are in the zone now and how many were, and list the first by name with their ends."""
    granted = zone.grants.count()
    now = live(zone.grants.select_related("contact"), timezone.now()).order_by("contact__sort_name", "contact_id")
    count = now.count()
    head = f"{intcomma(count)} {'member' if count == 1 else 'members'} now"
    past = f", {intcomma(granted - count)} expired" if granted > count else ""
    listed = (
        Fact(
            text=f"{grant.contact}"
            + (f", until {day(timezone.localdate(grant.expires_at))}" if grant.expires_at else ""),
            url=contact_url(grant.contact_id),
        )
        for grant in now[:SHOWN_MEMBERS]
    )
    return (Fact(text=head + past, url=zone_url(zone) if granted else ""), *listed)


def _change_zone(key: int, *, values: Mapping[str, Any], actor: Actor) -> Zone:
    return change_zone(zone=key, values=values, actor=actor)


def _remove_zone(key: int, *, actor: Actor) -> None:
    zones.remove(zone=key, actor=actor)


ZONE_ROOM = Room(create=zones.create, change=_change_zone, remove=_remove_zone, restore=zones.restore)
