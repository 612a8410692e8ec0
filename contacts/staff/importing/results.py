"""What became of a file, row by row: what a dry run would change, and what is wrong."""

from collections.abc import Iterable
from typing import Any

import msgspec
from django.core.paginator import Paginator
from django.http import HttpRequest

from contacts.imports import operations
from contacts.imports.mapping import ColumnRule, Mapping
from contacts.imports.models import Import, ImportRow, ImportState
from contacts.imports.values.dates import ORDERS
from contacts.staff.frame.addresses import contact_url
from contacts.staff.importing import targets
from contacts.staff.people.one import timeline
from contacts.staff.people.showing import names_for

SHOWN_ROWS = 100
OUTCOMES = ("created", "updated", "unchanged", "refused")


def result(request: HttpRequest, source: Import) -> dict[str, Any]:
    """How far an import is, and a page of its rows; values and contacts for those who may see contacts."""
    outcome = request.GET.get("outcome", "refused" if source.refused else "")
    rows = source.rows.order_by("number")
    if outcome in OUTCOMES:
        rows = rows.filter(outcome=outcome)
    page = Paginator(rows, SHOWN_ROWS).get_page(request.GET.get("page"))
    running = source.state in (ImportState.WAITING, ImportState.RUNNING)
    counts = [(name, getattr(source, name)) for name in OUTCOMES]
    may_see = request.user.has_perm("contacts.view_contact")
    return {
        "source": source, "running": running, "counts": counts, "outcome": outcome, "page": page,
        "orders": _orders(source),
        "unread": _unread(source) if source.dry_run and not running else [],
        "lines": _lines(page.object_list, may_see=may_see),
    }  # fmt: skip


def _lines(rows: Iterable[ImportRow], *, may_see: bool) -> list[dict[str, Any]]:
    listed, own = list(rows), targets.own_words()
    names = names_for({}, (), timeline.pointed_at(row for row in listed if row.changes)) if may_see else {}
    fields = timeline.changed_own(listed) if may_see else timeline.NO_OWN
    return [
        {
            "row": row, "faults": targets.faults_in_words(row.faults, own),
            "url": contact_url(row.contact_id) if may_see and row.contact_id else "",
            "changes": timeline.differences(row, names, fields) if may_see and row.changes else [],
        }
        for row in listed
    ]  # fmt: skip


def _unread(source: Import) -> list[str]:
    """The columns that go nowhere; a file may be fine and half of it left out."""
    read = _rules(source)
    return [name for name in operations.columns_of(source) if name not in read]


def _orders(source: Import) -> list[tuple[str, list[str]]]:
    """The orders of day and month in which columns were read, in words, with their names."""
    rules = _rules(source)
    return [
        (words, names) for order, words in ORDERS.items() if (names := [n for n in rules if rules[n].dates == order])
    ]


def _rules(source: Import) -> dict[str, ColumnRule]:
    return msgspec.convert(source.mapping, Mapping).columns if source.mapping else {}
