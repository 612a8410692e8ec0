"""The same through a real S3-compatible server: kept, read whole and in ranges, removed, photos in all sizes."""

import os
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from contacts.files import queries, sweeping
from contacts.files.models import StoredFile
from contacts.files.photos import queries as photo_queries
from contacts.files.photos import sweeping as photo_sweeping
from contacts.files.storage.storing import StorageAway
from crmsite import env
from tests.contacts.files import making
from tests.contacts.files.making import contact, keep

pytestmark = pytest.mark.django_db
LOADED = """
import django, sys
django.setup()
from django.core.files.storage import default_storage
import crmsite.urls
default_storage.exists("x")
print("boto3" in sys.modules or "botocore" in sys.modules)
"""


@pytest.fixture
def use(settings: Any) -> Generator[Callable[[str], None]]:
    """Makes a bucket the storage; its connections are closed at the end."""

    def close() -> None:
        if hasattr(default_storage, "bucket"):
            default_storage.connection.meta.client.close()

    def by(url: str) -> None:
        close()
        kept = env.read_storage({"STORAGE_URL": url}, "STORAGE_URL", default=Path("/none"))
        settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": kept.backend, "OPTIONS": kept.options}}

    yield by
    close()


@pytest.fixture
def in_bucket(use: Callable[[str], None], bucket_url: str) -> None:
    use(bucket_url)


def test_a_file_is_kept_read_and_removed(in_bucket: None) -> None:
    data = bytes(range(256)) * 1024
    file = keep(contact(), data, "data.bin")
    pieces = list(queries.open_(file))
    assert b"".join(pieces) == data
    assert max(map(len, pieces)) <= 64 << 10
    assert b"".join(queries.open_(file, 1000, 1010)) == data[1000:1010]
    assert default_storage.listdir(file.key.rpartition("/")[0])[1] == [file.key.rpartition("/")[2]]
    assert sweeping.erase(contact=file.contact_id) == 1
    with pytest.raises(FileNotFoundError):
        queries.open_(file)


def test_a_photo_is_drawn_in_it(in_bucket: None) -> None:
    row = making.photo(contact(), making.jpeg(1200, 1100))
    assert row.widths == [256, 512, 1024]
    for width in row.widths:
        found = photo_queries.picture(row.key, width, "webp")
        assert found is not None
        assert making.corners(b"".join(photo_queries.open_(found))) == ["r", "g", "b", "w"]
    assert set(default_storage.listdir(row.folder)[1]) == {f"{w}.{f}" for w in row.widths for f in ("webp", "jpg")}
    assert photo_sweeping.erase(contact=row.contact_id) == 1
    assert default_storage.listdir(row.folder)[1] == []


def test_a_bucket_that_refuses_or_is_away_is_told_without_its_secret(
    use: Callable[[str], None], bucket_url: str
) -> None:
    gone = bucket_url.replace("crm-media", "no-such-bucket")
    wrong = bucket_url.replace("se/cr+et", "wr/on+g")
    for url in (wrong, gone, "s3://key:se/cr+et@127.0.0.1:9/crm-media?tls=0"):
        use(url)
        with pytest.raises(OSError) as told:
            keep(contact())
        assert isinstance(told.value, (StorageAway, FileNotFoundError))
        assert "et@" not in str(told.value) + repr(told.value.__cause__)
        assert "cr+et" not in str(told.value)
    assert StoredFile.objects.count() == 0


def test_a_start_without_a_bucket_does_not_pay_for_one(checkout: Path) -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "crmsite.settings"}
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=checkout, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
