"""The cards of the start page, in their order; each page adds its own."""

from contacts.portal.frame.cards import Source

CARDS: tuple[Source, ...] = ()
