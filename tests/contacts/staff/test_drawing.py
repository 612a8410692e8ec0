"""Small pieces that templates draw with."""

import datetime as dt
import re

from django.template import Context, Template

from contacts.staff.drawing.charts import Point, area_chart

AT = dt.datetime(2026, 11, 30, 6, 5, 4, tzinfo=dt.UTC)


def drawn(text: str, **values: object) -> str:
    return Template("{% load desk %}" + text).render(Context(values))


def test_a_moment_is_short_and_whole_on_hover() -> None:
    assert drawn('{% when at "j M H:i" %}', at=AT) == (
        '<time datetime="2026-11-30T06:05:04+00:00" title="Monday 30 November 2026, 06:05:04">30 Nov 06:05</time>'
    )
    assert drawn('{% when at "j M" css="muted" %}', at=AT).startswith('<time class="muted" datetime=')
    assert drawn('{% when at "j M" %}', at=None) == ""


def test_an_empty_cell_says_what_is_missing() -> None:
    assert (
        drawn("{% none word %}", word="<never>") == '<span class="none" aria-label="&lt;never&gt;" role="img">–</span>'
    )


def test_the_line_to_a_point_whose_time_is_not_over_is_dashed() -> None:
    points = [Point(label=f"Week {n}", value=value) for n, value in enumerate((10, 20, 5))]
    line, running = re.findall(
        r'<polyline class="line(?: running)?" points="([^"]+)"', area_chart(points, title="Growth")
    )
    assert (line.split(), running.split()) == (["0.0,62.0", "300.0,4.0"], ["300.0,4.0", "600.0,91.0"])
