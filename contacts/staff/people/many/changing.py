"""From the form to the door, in one batch: tried, carried out, and undone."""

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from msgspec import Struct

from contacts.directory import operations
from contacts.directory.commands import Outcome, Refused, Restore, Saved, Update
from contacts.directory.reading import snapshots
from contacts.record.contact import ContactRecord
from contacts.record.parsing import codec
from contacts.record.parsing.parse import parse_patch
from contacts.staff.people.many.forms import ManyForm
from contacts.staff.people.one import timeline
from contacts.staff.people.showing import names_for
from contacts.staff.people.writing import actor_of


class Line(Struct, frozen=True):
    """What becomes of one contact: its differences (label, old, new), or why it is refused."""

    contact: int
    name: str
    differences: list[tuple[str, str, str]]
    fault: str


class _Would(Struct, frozen=True):
    changes: str


def commands(form: ManyForm, records: Sequence[ContactRecord]) -> list[Update]:
    """One for each contact, as it was read: whoever changes it meanwhile is not written over.

    Raises ``Invalid``.
    """
    return [Update(record.id, parse_patch(form.patch(record)), revision=record.revision) for record in records]


def records(ids: Sequence[int]) -> list[ContactRecord]:
    """The contacts in the order they were chosen; one statement."""
    found = snapshots.records(ids)
    return [found[id_] for id_ in dict.fromkeys(ids) if id_ in found and not found[id_].is_archived]


def lines(records: Sequence[ContactRecord], outcomes: Sequence[Outcome]) -> list[Line]:
    """What a try would change, contact by contact; those that stay as they are left out."""
    would = [_Would(codec.dumps(one.changes) if isinstance(one, Saved) else "{}") for one in outcomes]
    names = names_for({}, (), timeline.pointed_at(would))
    listed = [
        Line(record.id, record.display_name, timeline.differences(row, names), _fault(outcome))
        for record, row, outcome in zip(records, would, outcomes, strict=True)
    ]
    return [line for line in listed if line.differences or line.fault]


def _fault(outcome: Outcome) -> str:
    if isinstance(outcome, Saved):
        return ""
    return STALE if outcome.reason == "stale" else outcome.errors[0].message


STALE = "Somebody changed it meanwhile."


def told(outcomes: Sequence[Outcome]) -> tuple[str, str]:
    """What was done in a sentence, and what undoing it needs; empty when nothing was changed."""
    saved = [one for one in outcomes if isinstance(one, Saved) and one.action == "updated"]
    refused = sum(isinstance(one, Refused) for one in outcomes)
    text = f"Changed {contacts(len(saved))}." if saved else "Nothing was changed."
    if refused:
        text += f" {contacts(refused).capitalize()} stayed as before: changed by somebody meanwhile, or not fit for it."
    undoing = {
        "many": [[one.record.id, one.record.revision] for one in saved],
        "paths": sorted({path for one in saved for path in one.changes}),
    }
    return text, json.dumps(undoing) if saved else ""


def undo(request: HttpRequest, payload: str) -> str:
    """Set back what was set; whoever was changed since stays. Returns the sentence to show."""
    asked: dict[str, Any] = json.loads(payload)
    paths = tuple(asked["paths"])
    back = [Restore(id_, revision - 1, paths, revision=revision) for id_, revision in asked["many"]]
    outcomes = operations.apply(back, actor=actor_of(request))
    stayed = sum(isinstance(one, Refused) for one in outcomes)
    return "Undone." if not stayed else f"Undone, but for {contacts(stayed)} that somebody changed since."


def contacts(count: int) -> str:
    """A number of contacts in words."""
    return "1 contact" if count == 1 else f"{count} contacts"
