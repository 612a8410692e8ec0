"""Template tags of the desk: icons, initials, charts."""

from datetime import datetime
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from contacts.record import choices
from contacts.staff.drawing import charts

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Return one icon of the sprite, hidden from screen readers: the words beside it speak."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def when(at: datetime | None, short: str, css: str = "") -> SafeString:
    """Return a moment in the desk's time zone as the format ``short`` says, with all of it on hover."""
    if at is None:
        return SafeString("")
    local = timezone.localtime(at)
    return format_html(
        '<time{} datetime="{}" title="{}">{}</time>',
        format_html(' class="{}"', css) if css else "",
        at.isoformat(),
        date_format(local, "l j F Y, H:i:s"),
        date_format(local, short),
    )


@register.simple_tag
def none(word: str) -> SafeString:
    """Return the quiet dash of a cell without a value, and the word that a screen reader says for it."""
    return format_html('<span class="none" aria-label="{}" role="img">–</span>', word)


@register.filter
def initials(name: str) -> str:
    """Return up to two initials of a name."""
    words = [word for word in name.split() if word[0].isalpha()]
    picked = words if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0] for word in picked).upper() or "?"


@register.filter
def hue(name: str) -> int:
    """Return 0–7, the same for the same name: the tint behind initials."""
    return sum(name.encode()) % 8


register.filter("within", choices.within)
register.simple_tag(charts.area_chart, name="area_chart")
register.simple_tag(charts.stacked_bar, name="stacked_bar")
register.simple_tag(charts.sparkline, name="sparkline")
