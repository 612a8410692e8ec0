"""The head of all chains at the end of each day, written outside the database.

Whoever copies ``VAR_DIR/consents`` elsewhere can prove later that nothing before that day was changed or removed, also
when somebody who owns the database made whole chains anew.
"""

import datetime as dt
import hashlib
import heapq
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from contacts.consents.models import ConsentErasure, ConsentEvent
from contacts.directory.proving import Difference

SETTLED = dt.timedelta(hours=1)  # by then what began before midnight has been committed
Head = tuple[int, int, str]  # contact, number and hash of its last event


def write_head(*, now: dt.datetime) -> Path:
    """Write the head of the last day (UTC) that ended an hour ago, unless it stands already; returns its file."""
    day = (now.astimezone(dt.UTC) - SETTLED).date() - dt.timedelta(days=1)
    file = _folder() / f"{day}.json"
    if file.exists():
        return file
    last = latest()
    told = {"day": str(day), **head_of(day), "previous": _sum_of(last) if last else "", "written_at": now.isoformat()}
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps(told, indent=1) + "\n")
    draft.replace(file)
    return file


def latest() -> Path | None:
    """The newest head that was written."""
    return max(_folder().glob("????-??-??.json"), default=None)


def head_of(day: dt.date) -> dict[str, Any]:
    """The digest over the last event of every contact up to the end of ``day``, and how many contacts that are."""
    total, contacts = hashlib.sha256(), 0
    for contact, number, hash_ in heapq.merge(_standing(day), _erased(day)):
        total.update(f"{contact} {number} {hash_}\n".encode())
        contacts += 1
    return {"contacts": contacts, "digest": total.hexdigest()}


def differences() -> Iterator[Difference]:
    """Whether the newest head can still be had from the log, and each head names the one before it."""
    last = latest()
    if last is None:
        return
    told = json.loads(last.read_text())
    if head_of(dt.date.fromisoformat(told["day"])) != {key: told[key] for key in ("contacts", "digest")}:
        yield Difference(0, f"consents/{last.name}", "the consent log is not what it was at the end of that day")
    files = sorted(_folder().glob("????-??-??.json"))
    for before, after in pairwise(files):
        if json.loads(after.read_text())["previous"] != _sum_of(before):
            yield Difference(0, f"consents/{before.name}", "was altered after it was written")


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "consents"


def _sum_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _end(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC)


def _standing(day: dt.date) -> Iterator[Head]:
    """The last events of the day by contact, one at a time."""
    rows = ConsentEvent.objects.filter(at__lt=_end(day)).order_by("contact_id", "number")
    held: Head | None = None
    with transaction.atomic():  # a cursor outside of one would keep all rows on PostgreSQL
        for row in rows.values_list("contact_id", "number", "hash").iterator(chunk_size=5000):
            if held is not None and held[0] != row[0]:
                yield held
            held = row
    if held is not None:
        yield held


def _erased(day: dt.date) -> Iterator[Head]:
    """The same of contacts whose events have been erased since."""
    end = _end(day)
    for contact, links in ConsentErasure.objects.order_by("pk").values_list("pk", "links").iterator():
        then = [(number, hash_) for number, at, hash_ in json.loads(links) if dt.datetime.fromisoformat(at) < end]
        if then:
            yield contact, *then[-1]
