"""A picture as an answer."""

from django.http import StreamingHttpResponse

from contacts.files.download import LOCKED
from contacts.files.photos import queries
from contacts.files.photos.queries import Picture
from contacts.files.photos.spelling import FORMATS


def picture_answer(picture: Picture, format: str, *, fixed: bool = True) -> StreamingHttpResponse:
    """The picture; ``fixed`` when its address can never show another one. Raises as ``queries.open_`` does."""
    answer = StreamingHttpResponse(queries.open_(picture), content_type=FORMATS[format])
    for name, value in LOCKED.items():
        answer[name] = value
    answer["Content-Disposition"] = "inline"
    answer["Cache-Control"] = "private, max-age=31536000, immutable" if fixed else "private, no-cache"
    return answer
