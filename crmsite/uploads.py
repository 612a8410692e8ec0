"""How much a form with files may bring, told before any of it is written to disk.

Django limits what it keeps in memory; files go to the disk however large they are, before anybody has signed in.
"""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


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
