"""New contacts by week and by month, as points of a chart."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from contacts.directory import figures
from contacts.staff.drawing.charts import Point

WEEKS, MONTHS = 26, 12


@dataclass(frozen=True, kw_only=True)
class Growth:
    """New contacts per span, oldest first; `word` names a span."""

    word: str
    points: tuple[Point, ...]

    @property
    def now(self) -> int:
        return self.points[-1].value

    @property
    def before(self) -> int:
        return self.points[-2].value


def by_week(today: dt.date) -> Growth:
    """Return the new contacts of the last half year by week, Monday to Sunday."""
    monday = today - dt.timedelta(days=today.weekday())
    days = [monday - dt.timedelta(weeks=back) for back in range(WEEKS - 1, -2, -1)]
    labels = [f"Week of {day.day} {day:%b}" for day in days]
    return Growth(word="week", points=_points(days, labels))


def by_month(today: dt.date) -> Growth:
    """Return the new contacts of the last year by calendar month."""
    number = today.year * 12 + today.month - 1
    days = [dt.date(each // 12, each % 12 + 1, 1) for each in range(number - MONTHS + 1, number + 2)]
    return Growth(word="month", points=_points(days, [f"{day:%b %Y}" for day in days]))


def _points(days: list[dt.date], labels: list[str]) -> tuple[Point, ...]:
    counts = figures.made_between([_midnight(day) for day in days])
    return tuple(Point(label=label, value=count) for label, count in zip(labels, counts, strict=False))


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
