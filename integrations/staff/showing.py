"""How dialects, days and states are shown."""

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from contacts.staff.drawing.charts import Point
from contacts.staff.engine.declaration import Pill
from integrations.credentials.models import Credential
from integrations.dialects.registry import DIALECTS
from integrations.wire.models import Call

DAYS = 14
DOTS = "••••"


def today() -> dt.date:
    """The day that calls are counted under now (UTC)."""
    return timezone.now().astimezone(dt.UTC).date()


def last_days(now: dt.date) -> list[dt.date]:
    """The last days, the oldest first, with today."""
    return [now - dt.timedelta(days=back) for back in range(DAYS - 1, -1, -1)]


def points(counts: Mapping[dt.date, int], now: dt.date) -> list[Point]:
    """Calls a day, fit for a chart."""
    return [Point(label=f"{day.day} {day:%b}", value=counts.get(day, 0)) for day in last_days(now)]


def title_of(name: str) -> str:
    """A dialect by the first word of its title; one that is no more by its name."""
    return next((one.title.partition(":")[0] for one in DIALECTS if one.name == name), name)


def names() -> list[tuple[str, str]]:
    """Every dialect: name and title."""
    return [(one.name, title_of(one.name)) for one in DIALECTS]


def state_of(row: Credential) -> Pill:
    """Whether a credential is in force."""
    return Pill(label="In force", tone="good") if row.is_enabled else Pill(label="Switched off")


def outcome_of(call: Call) -> Pill:
    """How a call went; a fault that is answered with 200 is a fault."""
    tone = "bad" if call.status >= 500 else "warn" if call.error or call.status >= 400 else "good"
    return Pill(label=str(call.status), tone=tone)  # type: ignore[arg-type]  # one of the tones
