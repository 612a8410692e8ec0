"""Every tab of the record page, spelled out; the order is the page's."""

from django.http import HttpRequest

from contacts.staff.access.tab import PORTAL
from contacts.staff.approvals.tab import APPROVALS
from contacts.staff.consents.tab import CONSENTS
from contacts.staff.drawing.cards import TabHead
from contacts.staff.messages.tab import MESSAGES
from contacts.staff.people.one.record import Record
from contacts.staff.people.tabs.declaration import Tab
from contacts.staff.people.tabs.details import DETAILS
from contacts.staff.people.tabs.files import FILES
from contacts.staff.people.tabs.orders import ORDERS
from contacts.staff.people.tabs.relations import RELATIONS
from contacts.staff.people.tabs.timeline import TIMELINE
from contacts.staff.people.tabs.zones import ZONES

TABS: tuple[Tab, ...] = (TIMELINE, DETAILS, MESSAGES, APPROVALS, ORDERS, FILES, RELATIONS, ZONES, CONSENTS, PORTAL)

ADDED: list[Tab] = []  # this package may not import those above it, so they bring theirs


def add_tab(tab: Tab) -> None:
    """Have ``tab`` behind these; a package above says so when it is loaded."""
    if tab not in ADDED:
        ADDED.append(tab)


def tabs_for(request: HttpRequest) -> tuple[Tab, ...]:
    """The tabs this user may open; the first needs no more than the page."""
    return tuple(tab for tab in (*TABS, *ADDED) if not tab.permission or request.user.has_perm(tab.permission))


def open_tab(tabs: tuple[Tab, ...], key: str) -> Tab:
    """The tab of that name, or the first."""
    return next((tab for tab in tabs if tab.key == key), tabs[0])


def heads(tabs: tuple[Tab, ...], record: Record, current: Tab) -> list[TabHead]:
    """The strip of tabs with their counts."""
    return [
        TabHead(label=tab.label, url=f"?tab={tab.key}#strip", count=tab.count(record), current=tab is current)
        for tab in tabs
    ]
