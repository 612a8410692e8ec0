"""Every desk there is, spelled out; the order is the sidebar's."""

from contacts.staff.access.desks import ACCOUNTS
from contacts.staff.accounts.desks import GROUPS, USERS
from contacts.staff.approvals.desks import APPROVALS
from contacts.staff.commerce.desks import BOOKINGS, CASES, ORDERS, STATUSES
from contacts.staff.consents.desks import WORDINGS
from contacts.staff.engine.declaration import Desk
from contacts.staff.lookups.desks import LOOK_UP_DESKS
from contacts.staff.lookups.own_desks import OWN_DESKS
from contacts.staff.programs.desks import API_KEYS, APPS

DESKS: tuple[Desk, ...] = (*LOOK_UP_DESKS, *OWN_DESKS, STATUSES, WORDINGS, USERS, GROUPS)
# Their rows have pages of their own.
WORK_DESKS: tuple[Desk, ...] = (ORDERS, CASES, BOOKINGS, APPROVALS)
PORTAL_DESKS: tuple[Desk, ...] = (ACCOUNTS,)
PROGRAM_DESKS: tuple[Desk, ...] = (API_KEYS, APPS)
