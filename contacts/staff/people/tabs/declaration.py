"""What a tab of the record page is; ``registry`` names them all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from contacts.staff.people.one.record import Record


def _uncounted(record: Record) -> None:
    """Nothing worth a number."""


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One tab: ``context`` reads what ``template`` shows, and is asked only when the tab is open.

    ``count`` is asked on every page of the contact, whichever tab is open: it takes what the record holds, or one
    statement. Without ``permission`` whoever may see contacts may see the tab.
    """

    key: str
    label: str
    template: str
    context: Callable[[HttpRequest, Record], dict[str, Any]]
    count: Callable[[Record], int | None] = _uncounted
    permission: str = ""
