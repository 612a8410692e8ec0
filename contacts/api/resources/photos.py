"""The photo of a contact."""

from typing import Any, cast

from django.http import HttpResponse, HttpResponseBase
from rest_framework.request import Request

from contacts.api.file_shapes import PhotoShown
from contacts.api.protocol.authentication import actor_of
from contacts.api.protocol.bodies import answer
from contacts.api.protocol.forms import file_of, refuse_longer
from contacts.api.protocol.paging import refuse_unknown
from contacts.api.protocol.problems import Problem
from contacts.api.protocol.repeats import once
from contacts.api.protocol.views import Resource
from contacts.api.resources.contacts import contact_named, id_named
from contacts.files.photos import operations, queries
from contacts.files.photos.answer import picture_answer
from contacts.files.photos.checking import MOST_BYTES, Crop
from contacts.files.photos.models import Photo
from contacts.files.photos.spelling import WIDTHS, sources
from contacts.record.errors import invalid


def serialize(request: Request, sent: Photo, shown: Photo | None) -> PhotoShown:
    """How far the photo is that was ``sent`` last, and the addresses of the one that is ``shown``."""
    base = request.build_absolute_uri("/").rstrip("/")
    found = sources(shown.key, shown.widths, base=base) if shown else {}
    urls = {format: {str(width): url for width, url in by_width.items()} for format, by_width in found.items()}
    return PhotoShown(state=cast(Any, sent.state), reason=sent.reason, key=shown.key if shown else None, urls=urls)


class ContactPhoto(Resource):
    """The photo of one contact."""

    reads, writes = "files:read", "files:write"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what is too long before any of it is read."""
        super().initial(request, *args, **kwargs)
        refuse_longer(request, MOST_BYTES)

    def get(self, request: Request, ref: str) -> HttpResponseBase:
        """Its addresses by format and width; the picture itself when ``Accept`` asks for an image."""
        refuse_unknown(request, ())
        contact = contact_named(ref)[0]
        sent, shown = queries.latest_and_shown(contact)
        wanted = _format(request.META.get("HTTP_ACCEPT", ""))
        if sent is None or (wanted and shown is None):
            raise Problem(404, "This contact has no photo.")
        if wanted and shown is not None:
            return picture_answer(queries.widest(shown, WIDTHS[-1], wanted), wanted, fixed=False)
        return answer(serialize(request, sent, shown))

    @once
    def put(self, request: Request, ref: str) -> HttpResponse:
        """Send a JPEG, PNG or WebP as ``multipart/form-data``: 202; it is shown as soon as it is prepared."""
        sent, values = file_of(request, beside=("crop",))
        contact = id_named(ref)
        photo = operations.set_photo(
            contact=contact, content=sent, actor=actor_of(request), crop=_crop(values.get("crop", ""))
        )
        return answer(serialize(request, photo, queries.shown(contact)), status=202)

    @once
    def delete(self, request: Request, ref: str) -> HttpResponse:
        """Remove it: 204."""
        operations.remove_photo(contact=id_named(ref), actor=actor_of(request))
        return HttpResponse(status=204)


def _format(accept: str) -> str:
    """The first form of picture that is asked for before JSON; empty for JSON."""
    for one in accept.split(","):
        kind = one.partition(";")[0].strip().lower()
        if kind in ("image/webp", "image/jpeg", "image/*"):
            return "webp" if kind == "image/webp" else "jpg"
        if kind in ("application/json", "*/*"):
            return ""
    return ""


def _crop(text: str) -> Crop | None:
    if not text:
        return None
    numbers = text.split(",")
    if len(numbers) != 3 or not all(part.strip().isdecimal() and len(part.strip()) < 6 for part in numbers):
        raise invalid("crop", "invalid", "Expected left,top,side of a square in pixels of the upright picture.")
    left, top, side = map(int, numbers)
    return left, top, side
