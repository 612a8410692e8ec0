"""``/photos/<key>/<width>.<webp|jpg>``: a photo never changes under its key, so whoever saw it need not ask again."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from contacts.files.photos import queries
from contacts.files.photos.answer import picture_answer
from contacts.files.photos.spelling import WIDTHS
from contacts.files.storage.storing import StorageAway
from contacts.pictures.rights import may_see

NOTHING = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


@require_safe
def show(request: HttpRequest, key: str, width: int, format: str) -> HttpResponseBase:
    """The picture; 404 alike for what is not there and for what this request may not see."""
    found = queries.picture(key, width, format) if width in WIDTHS else None
    if found is None or not may_see(request, found.contact):
        return HttpResponse("There is no such photo.", status=404, content_type="text/plain", headers=NOTHING)
    try:
        answer = picture_answer(found, format)
    except FileNotFoundError:
        return HttpResponse("There is no such photo.", status=404, content_type="text/plain", headers=NOTHING)
    except StorageAway:
        headers = NOTHING | {"Retry-After": "5"}
        return HttpResponse("The storage is away.", status=503, content_type="text/plain", headers=headers)
    _never_vary(request)
    return answer


def _never_vary(request: HttpRequest) -> None:
    """Keep the session's ``Vary: Cookie`` away: another theme's cookie would have every photo fetched again.

    The answer is private and the same for all who may see it, and it renews no session.
    """
    session: Any = cast(Any, request).session
    if not session.modified:
        session.accessed = False
