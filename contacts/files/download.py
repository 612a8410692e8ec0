"""A file as an answer: an attachment that no browser opens as a page, whole or in part (RFC 6266, RFC 9110 §14)."""

import re
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from contacts.files import queries
from contacts.files.models import StoredFile

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
LOCKED = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}


def download(request: HttpRequest, file: StoredFile) -> HttpResponseBase:
    """The bytes of ``file``, or the one range that is asked for: 200, 206, 304 or 416, flat in memory.

    Raises ``FileNotFoundError`` when the storage lost it, or ``StorageAway``.
    """
    tag = f'"{file.sha256}"'
    if tag in request.headers.get("If-None-Match", ""):
        return _with(HttpResponse(status=304), {"ETag": tag})
    asked = request.headers.get("Range", "") if request.headers.get("If-Range", tag) == tag else ""
    part = wanted(asked, file.size)
    if part is None:
        return _with(HttpResponse(status=416), {"Content-Range": f"bytes */{file.size}"})
    start, stop, is_part = part
    body = [] if request.method == "HEAD" else queries.open_(file, start, stop)
    answer = StreamingHttpResponse(body, status=206 if is_part else 200, content_type=file.media_type)
    headers: dict[str, Any] = {"Content-Length": stop - start, "Accept-Ranges": "bytes", "ETag": tag}
    headers["Content-Disposition"] = content_disposition_header(True, file.name)
    headers |= {"Content-Range": f"bytes {start}-{stop - 1}/{file.size}"} if is_part else {}
    return _with(answer, headers)


def _with(answer: HttpResponseBase, headers: dict[str, Any]) -> HttpResponseBase:
    for name, value in (LOCKED | {"Cache-Control": "private, no-cache"} | headers).items():
        answer[name] = value
    return answer


class Part(NamedTuple):
    """From where up to where (exclusive), and whether a range was asked for at all."""

    start: int
    stop: int
    is_part: bool = True


def wanted(text: str, size: int) -> Part | None:
    """The part that ``Range`` asks for, the whole when it asks for no single range, None when that lies outside."""
    found = RANGE.fullmatch(text.replace(" ", ""))
    first, last = found.groups() if found else ("", "")
    if not (first or last) or (first and last and int(last) < int(first)):
        return Part(0, size, is_part=False)
    if not first:  # the last so many bytes
        return Part(max(0, size - int(last)), size) if int(last) else None
    start, stop = int(first), min(int(last) + 1 if last else size, size)
    return Part(start, stop) if start < size else None
