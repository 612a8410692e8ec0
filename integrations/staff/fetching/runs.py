"""One run: how far it is while it goes, what it counted, and what it found."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from contacts.staff.frame import shell
from contacts.staff.frame.access import need, staff_only
from integrations.staff.fetching.showing import FOUND, figures_of, finding_line, run_line, sentence_of
from integrations.staff.paging import address, page_onward
from integrations.sync import queries
from integrations.sync.models import OPEN, Finding, Kind, Run, State


@staff_only
@gzip_page
@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a run."""
    need(request.user.has_perm("integrations.view_run"))
    row = one_of(pk)
    trail: tuple[tuple[str, str], ...] = (("Connections", reverse("dialects:connections")),)
    if request.user.has_perm("integrations.view_connection"):
        trail = (*trail, (row.connection.name, reverse("dialects:connection", args=(row.connection_id,))))
    context = _told(request, row)
    return shell.render_page(
        request=request, template="staff/fetching/run.html", title=f"{context['title']}, {row.connection.name}",
        here="connections", trail=trail, context=context,
    )  # fmt: skip


@staff_only
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that changes while a run goes."""
    need(request.user.has_perm("integrations.view_run"))
    return render(request, "staff/fetching/progress.html", _told(request, one_of(pk)))


def one_of(pk: int) -> Run:
    """The run, or raise Http404."""
    row = Run.objects.select_related("connection").filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Http404("There is no such run")
    return row


def _told(request: HttpRequest, row: Run) -> dict[str, Any]:
    may_see = request.user.has_perm("contacts.view_contact")
    counts = queries.finding_counts(row.pk)
    kind = request.GET.get("kind", "")
    asked = {"kind": kind} if kind in counts else {}
    page = page_onward(queries.findings(row.pk, asked.get("kind", "")), request, asked)
    is_over = row.state not in OPEN
    return run_line(row) | {
        "page": page, "figures": figures_of(row), "sentence": sentence_of(row), "kind": asked.get("kind", ""),
        "lines": [finding_line(one, may_see=may_see) for one in page.rows],
        "tabs": [("", "All", sum(counts.values()), "?")] + [
            (str(one), pill.label, counts[one], address({"kind": one})) for one, pill in FOUND.items() if one in counts
        ],
        "asks": row.state == State.ASKING,
        "may_change": request.user.has_perm("integrations.change_run"),
        "may_begin": request.user.has_perm("integrations.add_run"),
        "may_decide": request.user.has_perm("integrations.view_conflict"),
        "to_mend": is_over and row.kind == Kind.RECONCILE and _drifted(row, counts),
    }  # fmt: skip


def _drifted(row: Run, counts: dict[str, int]) -> int:
    """How many findings of a comparison are still to be mended."""
    if not counts:
        return 0
    return Finding.objects.filter(run=row, state=Finding.State.OPEN).exclude(kind=Finding.Kind.REFUSED).count()
