"""The cards of the start page, in their order; each page adds its own."""

from contacts.portal.approvals.signed_in import approvals_card
from contacts.portal.frame.cards import Source
from contacts.portal.security.overview import security_card

CARDS: tuple[Source, ...] = (approvals_card, security_card)
