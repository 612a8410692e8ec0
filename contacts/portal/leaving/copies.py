"""A copy of everything that is kept: asked for, made in the background, fetched within a day."""

from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contacts.portal.frame.pages import back_to_start, render_page
from contacts.portal.own import OwnRequest, actor_of
from contacts.privacy import operations, queries
from contacts.privacy.models import PackageState


@require_http_methods(["GET", "HEAD", "POST"])
def copies(request: OwnRequest) -> HttpResponse:
    """What the copy holds, the button that has it made, and the copy when it is there."""
    if request.method == "POST":
        operations.ask(contact=request.contact, actor=actor_of(request))
        return redirect("portal:copies")
    package = queries.latest(request.contact, now=timezone.now())
    context = {
        "package": package if package and package.state == PackageState.READY else None,
        "is_waiting": package is not None and package.state == PackageState.WAITING,
    }
    return render_page(
        request, "portal/leaving/copies.html", title=_("Download your data"), context=context, back=back_to_start()
    )


@require_safe
def copy(request: OwnRequest, package: UUID) -> HttpResponseBase:
    """The ZIP, to its owner and nobody else, until its day is over."""
    found = queries.latest(request.contact, now=timezone.now())
    if found is None or found.uuid != package or found.state != PackageState.READY:
        raise Http404
    try:
        pieces = queries.open_(found)
    except FileNotFoundError:
        raise Http404 from None
    headers = {"Content-Disposition": 'attachment; filename="my-data.zip"', "X-Content-Type-Options": "nosniff"}
    headers["Content-Length"] = str(found.size)
    return StreamingHttpResponse(pieces, content_type="application/zip", headers=headers)
