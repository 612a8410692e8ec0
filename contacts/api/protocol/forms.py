"""Forms with files (``multipart/form-data``), by POST or PUT, streamed to disk and never more than a path takes."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from rest_framework.request import Request

from contacts.api.protocol.problems import Problem
from contacts.record.errors import FieldError, Invalid, invalid

FORM = "multipart/form-data"
BESIDE = 64 << 10  # bytes of a form that are not the file


def refuse_longer(request: Request, most: int) -> None:
    """Raise ``Problem`` 413 for a form that announces more than a file of ``most`` bytes, before any of it is read."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not announced.isdecimal() or int(announced) > most + BESIDE:
        raise Problem(413, f"At most {most >> 20} MiB.")


def parts(request: Request) -> tuple[QueryDict, Any]:
    """Values and files of the form; Django by itself reads those of a POST only."""
    http: Any = request._request
    if http.method == "PUT" and not hasattr(http, "_files"):
        http._post, http._files = http.parse_file_upload(http.META, http)
    return http.POST, http.FILES


def file_of(request: Request, *, beside: tuple[str, ...] = ()) -> "tuple[UploadedFile[bytes], QueryDict]":
    """The part ``file`` and the values named ``beside``; raises ``Invalid`` or ``Problem`` 415."""
    if not request.META.get("CONTENT_TYPE", "").startswith("multipart/"):
        raise Problem(415, f"Send {FORM} with the file in the part file.")
    values, files = parts(request)
    if unknown := [name for name in (*values, *files) if name not in ("file", *beside)]:
        sentence = f"Expected {', '.join(('file', *beside))} only."
        raise Invalid([FieldError(name[:60], "unknown_field", sentence) for name in unknown])
    file = files.get("file")
    if not isinstance(file, UploadedFile):
        raise invalid("file", "required", f"Send the file as {FORM} in the part file.")
    return file, values


def flag_of(values: QueryDict, name: str, *, default: bool) -> bool:
    """A value that is ``true`` or ``false``; raises ``Invalid``."""
    text = values.get(name, "").lower()
    if text not in ("true", "false", "1", "0", ""):
        raise invalid(name, "invalid", "Expected true or false.")
    return text in ("true", "1") if text else default
