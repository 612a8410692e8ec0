"""Small pieces that templates draw with."""

import datetime as dt

from django.template import Context, Template

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
