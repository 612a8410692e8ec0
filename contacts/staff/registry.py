"""Every desk there is, spelled out; the order is the sidebar's."""

from contacts.staff.accounts.desks import GROUPS, USERS
from contacts.staff.engine.declaration import Desk

DESKS: tuple[Desk, ...] = (USERS, GROUPS)
