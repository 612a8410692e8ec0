"""Small charts as SVG drawn by the server: attributes and classes only, with a table of the same numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 600, 120
TONES = 6


@dataclass(frozen=True, kw_only=True)
class Point:
    """One number and what it is of; `url` leads to the rows behind it."""

    label: str
    value: int
    url: str = ""


def area_chart(points: Sequence[Point], *, title: str, unit: str = "Number") -> SafeString:
    """Return a line over a filled area, oldest point first; an empty text when there is nothing to draw.

    The day, week or month of the last point is not over yet, so the line to it is dashed: a low one is no fall.
    """
    if not points:
        return SafeString("")
    top = max(point.value for point in points) or 1
    spots = [(x, HEIGHT - round(point.value / top * (HEIGHT - 4), 1)) for x, point in _across(points)]
    area, line, running = (" ".join(f"{x},{y}" for x, y in part) for part in (spots, spots[:-1], spots[-2:]))
    return format_html(
        '<figure class="chart"><svg viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<g class="grid">{}</g><polygon class="area" points="0,{} {} {},{}"/>'
        '<polyline class="line" points="{}"/><polyline class="line running" points="{}"/>{}</svg>'
        '<div class="axis" aria-hidden="true"><span>{}</span><span class="top">most {}</span><span>{}</span></div>'
        "{}</figure>",
        WIDTH, HEIGHT, title, _grid(), HEIGHT, area, WIDTH, HEIGHT, line, running, _targets(points),
        points[0].label, f"{top:,}", points[-1].label, _table(points, title=title, unit=unit, hidden=True),
    )  # fmt: skip


def stacked_bar(points: Sequence[Point], *, title: str, unit: str = "Number") -> SafeString:
    """Return one bar cut by share, and the visible table that names the cuts."""
    total = sum(point.value for point in points)
    if not total:
        return SafeString("")
    cuts: list[tuple[float, float, int, str]] = []
    start = 0.0
    for index, point in enumerate(points):
        share = point.value / total * WIDTH
        cuts.append((round(start, 2), round(max(share - 2, 0.5), 2), index % TONES, f"{point.label}: {point.value:,}"))
        start += share
    bars = format_html_join("", '<rect x="{}" y="0" width="{}" height="12" class="t{}"><title>{}</title></rect>', cuts)
    return format_html(
        '<figure class="chart"><svg class="bar" viewBox="0 0 {} 12" preserveAspectRatio="none" role="img" '
        'aria-label="{}">{}</svg>{}</figure>',
        WIDTH, title, bars, _legend(points, title=title, unit=unit, total=total),
    )  # fmt: skip


def sparkline(values: Sequence[int], *, title: str) -> SafeString:
    """Return a line without axes, fit for a table cell; the title says what it shows."""
    if len(values) < 2:
        return SafeString("")
    low, high = min(values), max(values)
    span = (high - low) or 1
    step = 60 / (len(values) - 1)
    line = " ".join(
        f"{round(i * step, 1)},{round(15 - (value - low) / span * 14, 1)}" for i, value in enumerate(values)
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 60 16" role="img" aria-label="{}: from {} to {}">'
        '<polyline class="line" points="{}"/></svg>',
        title, values[0], values[-1], line,
    )  # fmt: skip


def _across(points: Sequence[Point]) -> Iterable[tuple[float, Point]]:
    step = WIDTH / max(len(points) - 1, 1)
    return ((round(index * step, 1), point) for index, point in enumerate(points))


def _grid() -> SafeString:
    lines = ((y,) for y in (0.5, HEIGHT / 2, HEIGHT - 0.5))
    return format_html_join("", '<path d="M0 {0}H600"/>', lines)


def _targets(points: Sequence[Point]) -> SafeString:
    """Invisible columns that show a point's number on hover."""
    step = WIDTH / max(len(points) - 1, 1)
    boxes = (
        (round(max(x - step / 2, 0), 1), round(step, 1), HEIGHT, f"{point.label}: {point.value:,}")
        for x, point in _across(points)
    )
    return format_html_join("", '<rect class="hit" x="{}" y="0" width="{}" height="{}"><title>{}</title></rect>', boxes)


def _table(points: Sequence[Point], *, title: str, unit: str, hidden: bool) -> SafeString:
    rows = format_html_join(
        "", '<tr><th scope="row">{}</th><td>{}</td></tr>', ((p.label, f"{p.value:,}") for p in points)
    )
    return format_html(
        '<table class="{}"><caption>{}</caption><thead><tr><th scope="col">When</th>'
        '<th scope="col">{}</th></tr></thead>'
        "<tbody>{}</tbody></table>",
        "sr" if hidden else "", title, unit, rows,
    )  # fmt: skip


def _legend(points: Sequence[Point], *, title: str, unit: str, total: int) -> SafeString:
    def name(point: Point) -> SafeString:
        return (
            format_html('<a href="{}">{}</a>', point.url, point.label) if point.url else format_html("{}", point.label)
        )

    rows = (
        (index % TONES, name(point), f"{point.value:,}", f"{point.value / total:.0%}")
        for index, point in enumerate(points)
    )
    body = format_html_join(
        "",
        '<tr><th scope="row"><span class="key t{}"></span>{}</th><td>{}</td><td class="muted">{}</td></tr>',
        rows,
    )
    return format_html(
        '<table class="legend"><caption class="sr">{}</caption><thead class="sr"><tr><th scope="col">What</th>'
        '<th scope="col">{}</th><th scope="col">Share</th></tr></thead><tbody>{}</tbody></table>',
        title, unit, body,
    )  # fmt: skip
