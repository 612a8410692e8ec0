"""A folder of its own for each test's bytes, and contacts to keep them for."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests import services
from tests.contacts.files.buckets import bucket

FOLDER = "django.core.files.storage.FileSystemStorage"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    """Where this test's bytes lie."""
    folder = tmp_path / "media"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": FOLDER, "OPTIONS": {"location": str(folder)}}}
    return folder


@pytest.fixture(scope="session")
def bucket_url() -> Generator[str]:
    """The STORAGE_URL of a bucket in a real S3-compatible server."""
    with services.temporary_folder() as folder, bucket(folder) as url:
        yield url
