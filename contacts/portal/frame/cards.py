"""Cards of the start page: what a customer finds behind each, and whether it waits for them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from contacts.portal.frame.customers import Customer


@dataclass(frozen=True, kw_only=True)
class Card:
    """One card: ``text`` says in a line what is there, ``count`` how many; ``attention`` puts it first and marks it."""

    title: str
    url: str
    text: str = ""
    count: int | None = None
    attention: bool = False


Source = Callable[[Customer], Card | None]
"""Makes one customer's card, in the active language, with at most one statement; ``None`` shows none."""


def cards_for(customer: Customer, sources: Iterable[Source]) -> list[Card]:
    """The cards of ``customer``: what waits for them first, else in the order of ``sources``."""
    cards = [card for card in (source(customer) for source in sources) if card]
    return sorted(cards, key=lambda card: not card.attention)
