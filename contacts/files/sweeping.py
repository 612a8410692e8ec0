"""What time takes away: discarded files, claims that were never kept, and bytes that no row speaks of."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from contacts.files.models import Space, StoredFile
from contacts.files.operations import BROUGHT_BACK_WITHIN, FOLDER, release
from contacts.files.storage import storing

CLAIM_LASTS = dt.timedelta(hours=2)  # an upload has ended by then, one way or the other
BATCH = 500


def sweep(*, now: dt.datetime | None = None) -> int:
    """Take away what is due; returns how many files went. Safe twice and at the same time as uploads."""
    now = now or timezone.now()
    due = [
        StoredFile.objects.filter(discarded_at__lte=now - BROUGHT_BACK_WITHIN),
        StoredFile.objects.filter(kept_at=None, created_at__lte=now - CLAIM_LASTS),
    ]
    gone = 0
    for rows in due:
        while batch := list(rows[:BATCH]):
            for file in batch:
                storing.drop(file.key)  # the bytes first: what is cut off here is done again
                release(file)
            gone += len(batch)
    return gone + sweep_folder(FOLDER, without_rows=_unknown_files, now=now)


def _unknown_files(folder: str) -> list[str]:
    keys = {f"{folder}/{name}" for name in storing.listed(folder)[1]}
    return sorted(keys - set(StoredFile.objects.filter(key__startswith=f"{folder}/").values_list("key", flat=True)))


def sweep_folder(
    folder: str,
    *,
    without_rows: Callable[[str], list[str]],
    now: dt.datetime,
    drop: Callable[[str], None] = storing.drop,
) -> int:
    """Look once at each hour that is over, and ``drop`` what ``without_rows`` finds in it; returns how many went.

    An upload whose transaction was cut off leaves bytes and no trace of them in the database.
    """
    Space.objects.get_or_create(pk=1)
    swept = Space.objects.get(pk=1).swept.get(folder, "")
    before = storing.hour_of(now - CLAIM_LASTS)
    hours = [hour for hour in sorted(storing.listed(folder)[0]) if swept < hour < before]
    gone = 0
    for hour in hours:
        lost = without_rows(f"{folder}/{hour}")
        for key in lost:
            drop(key)
        gone += len(lost)
        _remember(folder, hour)
    return gone


@transaction.atomic
def _remember(folder: str, hour: str) -> None:
    space = Space.objects.select_for_update().get(pk=1)
    space.swept = {**space.swept, folder: hour}
    space.save(update_fields=["swept"])


def erase(*, contact: int) -> int:
    """Take all files of a contact away at once, for good; returns how many. Safe twice."""
    files = list(StoredFile.objects.filter(contact_id=contact))
    for file in files:
        storing.drop(file.key)
        release(file)
    return len(files)
