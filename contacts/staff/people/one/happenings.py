"""What happened with a contact beside changes of its values, as events of its timeline."""

from django.urls import reverse

from contacts.history.kinds import KINDS
from contacts.history.models import Happening
from contacts.staff.drawing.cards import Event
from contacts.staff.people.one.timeline import door

# What a happening can be about, by the word it is noted under, and the page that shows it.
PAGES: dict[str, str] = {
    "order_id": "staff:orders-edit", "case_id": "staff:cases-edit", "booking_id": "staff:bookings-edit",
    "approval": "staff:approvals-edit",

}  # fmt: skip


def event(row: Happening) -> Event:
    """One happening in the words of its kind."""
    what = KINDS[row.kind].format(**row.about) if row.kind in KINDS else row.kind
    url = next((reverse(page, args=(row.about[word],)) for word, page in PAGES.items() if word in row.about), "")
    return Event(who=row.actor_label or "Somebody", what=what, at=row.at, door=door(row), url=url)
