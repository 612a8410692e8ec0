"""The dashboard. Its figures come from indexes, and dear ones are kept a while, so that a million contacts open it."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from contacts.access.claims import queries as claims
from contacts.directory import figures
from contacts.imports.models import Import, ImportState
from contacts.record.choices import label
from contacts.staff.dashboard.growth import by_month, by_week
from contacts.staff.dashboard.happenings import happenings
from contacts.staff.dashboard.keeping import kept
from contacts.staff.dashboard.notices import notices_for
from contacts.staff.drawing.charts import Point
from contacts.staff.frame import shell
from contacts.staff.frame.access import staff_only
from contacts.staff.frame.addresses import contacts_url
from contacts.staff.frame.places import places_for

KINDS = {"person": "People", "company": "Companies"}
RUNNING = (ImportState.WAITING, ImportState.RUNNING)


@staff_only
@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    """Growth, life cycle, kinds, what just happened and imports on their way; `?by=month` counts by month."""
    may_see = request.user.has_perm("contacts.view_contact")
    context: dict[str, Any] = {"may_see": may_see, "imports": _imports(request)}
    context["claims"] = claims.count() if request.user.has_perm("contacts.view_claim") else 0
    context["notices"] = notices_for(actor=request.user)
    if may_see:
        context |= _figures(by=request.GET.get("by", "")) | {"happenings": happenings()}
        context["new_url"] = reverse("staff:people-new") if request.user.has_perm("contacts.add_contact") else ""
    else:
        context["places"] = [one for one in places_for(actor=request.user) if one.group and one.key != "dashboard"]
    return shell.render_page(
        request=request, template="staff/dashboard.html", title="Dashboard", here="dashboard", context=context
    )


def _figures(*, by: str) -> dict[str, Any]:
    today = timezone.localdate()
    count, word = (by_month, "month") if by == "month" else (by_week, "week")
    growth, _ = kept(f"growth:{word}:{today}", lambda: count(today))
    shares, counted_at = kept("shares", figures.shares)
    live = [share for share in shares if not share.is_archived]
    archived = sum(share.count for share in shares if share.is_archived)
    return {
        "growth": growth,
        "total": sum(share.count for share in live),
        "archived": archived,
        "kinds": _points(live, "kind", KINDS),
        "states": _points(live, "life_cycle_state", {}),
        "counted_at": timezone.localtime(dt.datetime.fromtimestamp(counted_at, dt.UTC)),
        "contacts_url": contacts_url(),
    }


def _points(shares: list[figures.Share], key: str, names: dict[str, str]) -> tuple[Point, ...]:
    """The contacts by one of their keys, most first; each leads to the contacts behind it."""
    counts: dict[str, int] = {}
    for share in shares:
        value = getattr(share, key)
        counts[value] = counts.get(value, 0) + share.count
    return tuple(
        Point(
            label=names.get(value) or (label(value) if value else "Not set"),
            value=count,
            url=contacts_url((key, value)) if value else "",
        )
        for value, count in sorted(counts.items(), key=lambda pair: -pair[1])
    )


def _imports(request: HttpRequest) -> list[Import]:
    if not request.user.has_perm("contacts.add_import"):
        return []
    return list(Import.objects.filter(state__in=RUNNING)[:5])
