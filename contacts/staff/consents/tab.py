"""The consents of one contact, in a tab of its page."""

from typing import Any

from django.http import HttpRequest

from contacts.consents import queries
from contacts.record.parsing import codec
from contacts.staff.consents.showing import lines, shown
from contacts.staff.people.one.record import Record
from contacts.staff.people.tabs.declaration import Tab

SHOWN = 50


def context(request: HttpRequest, record: Record) -> dict[str, Any]:
    """What holds now, and a page of the log."""
    before = request.GET.get("before", "")
    rows = queries.history(record.id)
    if before.isdecimal() and len(before) < 10:
        rows = rows.filter(number__lt=int(before))
    found = list(rows[: SHOWN + 1])
    older = f"?tab=consents&before={found[SHOWN - 1].number}" if len(found) > SHOWN else ""

    def url(purpose: str, channel: str) -> str:
        return record.url("consent", purpose, channel) if record.may_change else ""

    return {
        "lines": lines(codec.from_body(record.body), url),
        "answers": shown(found[:SHOWN]),
        "older": older,
        "record": record,
    }


def _count(record: Record) -> int:
    return sum(len(channels) for channels in record.body["consents"].values())


CONSENTS = Tab(key="consents", label="Consents", template="staff/consents/tab.html", context=context, count=_count)
