"""A file as an answer: an attachment that no browser opens as a page, whole or in part (RFC 6266, RFC 9110 §14)."""

import re
from typing import Any

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
    start, stop = part
    is_part = (start, stop) != (0, file.size) or bool(RANGE.fullmatch(asked))
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


def wanted(text: str, size: int) -> tuple[int, int] | None:
    """From where up to where (exclusive); the whole when no single range is asked for, None when it lies outside."""
    found = RANGE.fullmatch(text.replace(" ", ""))
    if not found or found.groups() == ("", ""):
        return 0, size
    first, last = found.groups()
    if not first:  # the last so many bytes
        return (max(0, size - int(last)), size) if int(last) else None
    start, stop = int(first), min(int(last) + 1 if last else size, size)
    if last and int(last) < int(first):
        return 0, size  # is no range at all (RFC 9110 §14.1.1)
    return (start, stop) if start < size else None
