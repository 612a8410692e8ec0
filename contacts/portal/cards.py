"""The cards of the start page, in their order; each page adds its own."""

from contacts.portal.approvals.signed_in import approvals_card
from contacts.portal.consents.views import consents_card
from contacts.portal.documents.files import files_card
from contacts.portal.frame.cards import Source
from contacts.portal.inbox.views import inbox_card
from contacts.portal.leaving.leaving import your_data_card
from contacts.portal.profile.views import profile_card
from contacts.portal.security.overview import security_card
from contacts.portal.trade.lists import bookings_card, cases_card, orders_card
from contacts.portal.zones import zones_card

CARDS: tuple[Source, ...] = (
    approvals_card,
    inbox_card,
    profile_card,
    consents_card,
    orders_card,
    cases_card,
    bookings_card,
    files_card,
    zones_card,
    security_card,
    your_data_card,
)
