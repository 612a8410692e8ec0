"""How much a form with files may bring, told before any of it is written to disk; and what nobody asked for.

Django limits what it keeps in memory; files go to the disk however large they are, before anybody has signed in.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, UnreadablePostError


class Bounded(FileUploadHandler):
    """Refuses a form that announces more than ``MOST_UPLOADED`` bytes, and one that brings more than it announced."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: Mapping[str, Any],  # noqa: N803
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        self.received = 0
        if content_length > settings.MOST_UPLOADED:
            raise RequestDataTooBig("The form is larger than is accepted.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.MOST_UPLOADED:
            raise RequestDataTooBig("The form is larger than is accepted.")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers behind this one make the file."""


class Drained:
    """Reads a short body that no view asked for, as of a request that was refused by its headers.

    Else the server closes the connection without saying so, and the next request that comes on it is lost.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        announced = request.META.get("CONTENT_LENGTH") or "0"
        is_short = announced.isdecimal() and 0 < int(announced[:18]) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if is_short and not hasattr(request, "_body"):
            with suppress(UnreadablePostError):  # who went away needs no answer
                request.read()
        return response
