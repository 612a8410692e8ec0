"""Pages that are not about one table: theme, palette."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from contacts.staff.frame import shell
from contacts.staff.frame.access import staff_only
from contacts.staff.frame.addresses import own_url
from contacts.staff.frame.palette import find_hits

YEAR_SECONDS = 365 * 24 * 3600


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie, so that the server renders it and nothing flashes."""
    chosen = request.POST.get("theme", "")
    response = HttpResponseRedirect(own_url(request, request.POST.get("next", "")) or reverse("staff:dashboard"))
    if chosen in shell.THEMES:
        response.set_cookie(
            shell.THEME_COOKIE, chosen, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure()
        )
    else:
        response.delete_cookie(shell.THEME_COOKIE, samesite="Lax")
    return response


@staff_only
@require_GET
def palette(request: HttpRequest) -> HttpResponse:
    """The palette's options for what was typed, as a fragment."""
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    sections = find_hits(request=request, asked=asked)
    return render(request, "staff/palette_options.html", {"sections": sections, "asked": asked})
