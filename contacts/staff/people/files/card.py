"""A contact's photo as the head of its page shows it."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from contacts.files.photos import queries
from contacts.files.photos.models import Photo, PhotoState
from contacts.files.photos.spelling import sources, srcset, url
from contacts.staff.people.one.record import Record

WATCHED = dt.timedelta(minutes=10)  # a page does not ask for ever whether a picture is ready


@dataclass(frozen=True, kw_only=True)
class PhotoCard:
    """The photo as the head of the page shows it; without ``set_url`` it cannot be changed."""

    src: str = ""
    webp: str = ""
    jpg: str = ""
    is_waiting: bool = False
    is_watched: bool = False
    refused: str = ""
    set_url: str = ""
    remove_url: str = ""


def card(record: Record) -> PhotoCard:
    """The photo that is shown, and what became of one that was sent after it; one statement."""
    sent, shown = queries.latest_and_shown(record.id)
    found = sources(shown.key, shown.widths) if shown else {}
    is_waiting = sent is not None and sent.state == PhotoState.WAITING
    return PhotoCard(
        src=url(shown.key, format="jpg") if shown else "",
        webp=srcset(found["webp"]) if found else "",
        jpg=srcset(found["jpg"]) if found else "",
        is_waiting=is_waiting,
        is_watched=is_waiting and sent is not None and sent.created_at > timezone.now() - WATCHED,
        refused=_refused(sent),
        set_url=record.url("photo") if record.may_change else "",
        remove_url=record.url("photo-remove") if record.may_change and sent else "",
    )


def _refused(sent: Photo | None) -> str:
    return sent.reason if sent and sent.state == PhotoState.REFUSED else ""
