"""Files: what is kept under which name and type, for how long, and that no more comes in than there is room for."""

import datetime as dt
import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from contacts.directory.commands import NotFound
from contacts.files import operations, queries, sweeping
from contacts.files.judging.naming import cleaned
from contacts.files.models import Space, StoredFile
from contacts.files.options import MOST_BYTES, MOST_FROM_CONTACT, MOST_SPACE
from contacts.files.photos import operations as photos
from contacts.files.photos import sweeping as photo_sweeping
from contacts.files.photos.models import Photo
from contacts.history.models import Happening
from contacts.options.operations import change
from contacts.record.errors import Invalid
from tests.contacts.files import making
from tests.contacts.files.making import CONTACT, PDF, STAFF, colours, contact, encoded, keep

pytestmark = pytest.mark.django_db
UNKNOWN = "application/octet-stream"
OFFICE = "application/vnd.openxmlformats-officedocument."


def lying(media: Path) -> list[str]:
    return sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())


def read(file: StoredFile) -> bytes:
    return b"".join(queries.open_(file))


def refused(data: bytes, name: str = "letter.pdf", **more: Any) -> str:
    with pytest.raises(Invalid) as found:
        keep(contact(), data, name, **more)
    return found.value.errors[0].code


def archive(inner: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(inner, "x")
    return out.getvalue()


def test_a_file_is_kept_as_it_was(media: Path) -> None:
    bob = contact()
    file = keep(bob, PDF, "Contract 2026.pdf")
    assert (file.name, file.media_type, file.size) == ("Contract 2026.pdf", "application/pdf", len(PDF))
    assert file.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (file.from_contact, file.shared, file.actor_label, file.door) == (False, True, "Ada King", "desk")
    assert list(queries.of_contact(bob)) == [file]
    assert queries.find(str(file.uuid)) == file
    assert read(file) == PDF
    assert b"".join(queries.open_(file, 1, 4)) == b"PDF"
    assert lying(media) == [file.key]
    assert "Contract" not in file.key
    assert len(file.key.rpartition("/")[2]) == 43
    assert Space.objects.get().used == len(PDF)


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.png", PDF, "application/pdf"),
        ("a.pdf", encoded(colours(20, 20), "PNG"), "image/png"),
        ("a.jpg", b"<html><script>alert(1)</script>", UNKNOWN),
        ("a.jpg", b"\xef\xbb\xbf  <!DOCTYPE HTML><p>", UNKNOWN),
        ("a.txt", "<html>".encode("utf-16"), UNKNOWN),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', UNKNOWN),
        ("invoice.xml", b'<?xml version="1.0"?><Invoice/>', UNKNOWN),
        ("a.jpg", making.jpeg(40, 40) + b"<script>alert(1)</script>", "image/jpeg"),
        ("a.txt", b"BMW is a car. MZ is a motorcycle.", "text/plain"),
        ("a.txt", "Καλημέρα".encode() * 600, "text/plain"),
        ("a.csv", b"a,b\n1,2\n", "text/csv"),
        ("a.vcf", b"BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n", "text/vcard"),
        ("a.docx", archive("word/document.xml"), f"{OFFICE}wordprocessingml.document"),
        ("a.bin", archive("x"), "application/zip"),
        ("a.bin", b"\x01\x02\x03\x04" * 9, UNKNOWN),
    ],
)  # fmt: skip
def test_the_content_tells_the_type(name: str, data: bytes, media_type: str) -> None:
    file = keep(contact(), data, name)
    assert (file.name, file.media_type) == (name, media_type)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("setup.exe", b"text"), ("a.pHp", b"text"), ("a.jpg.JS", b"text"), ("evil.exe. ", b"text"),
        ("a.ｅｘｅ", b"text"),
        ("photo\u202egpj.exe", b"text"), ("letter.pdf", b"MZ\x90\x00\x03"), ("letter.pdf", b"\x7fELF\x02"),
        ("letter.txt", b"#!/bin/sh\nrm -rf ~\n"), ("letter.pdf", b"\n <?php system('id');"),
    ],
)  # fmt: skip
def test_what_a_computer_would_run_is_refused(name: str, data: bytes, media: Path) -> None:
    assert refused(data, name) == "dangerous"
    assert lying(media) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"), ("C:\\Users\\Ada\\letter.pdf", "letter.pdf"), ("", "file"), ("..", "file"),
        ("a\x00b\r\nc.pdf", "abc.pdf"), ("a:b*c?.pdf", "a_b_c_.pdf"), ("  tidy   me .pdf ", "tidy me .pdf"),
        ("e\u0301.pdf", "é.pdf"), ("x" * 300 + ".pdf", "x" * 196 + ".pdf"), ("folder/", "folder"),
    ],
)  # fmt: skip
def test_a_name_is_cleaned(name: str, kept: str) -> None:
    assert cleaned(name) == kept


def test_limits_are_decided_by_the_operator() -> None:
    change(values={MOST_BYTES.name: 1, MOST_SPACE.name: 1, MOST_FROM_CONTACT.name: 2}, actor=STAFF)
    queries_forget()
    assert refused(b"x" * ((1 << 20) + 1)) == "too_big"
    assert refused(b"") == "empty"
    bob = contact()
    keep(bob, b"x" * (1 << 20))
    assert refused(b"x") == "no_room"
    operations.release(StoredFile.objects.get())
    for _ in range(2):
        keep(bob, b"x", from_contact=True, actor=CONTACT)
    with pytest.raises(Invalid) as found:
        keep(bob, b"x", from_contact=True, actor=CONTACT)
    assert found.value.errors[0].code == "too_many"
    keep(bob, b"x")  # staff may still add


def queries_forget() -> None:
    from contacts.options import queries as options

    options.forget()


def test_sending_and_removing_without_end_is_stopped() -> None:
    change(values={MOST_FROM_CONTACT.name: 1}, actor=STAFF)
    queries_forget()
    bob = contact()
    for _ in range(5):
        operations.discard(file=keep(bob, b"x", from_contact=True, actor=CONTACT), actor=CONTACT)
    with pytest.raises(Invalid):
        keep(bob, b"x", from_contact=True, actor=CONTACT)


def test_what_the_storage_refuses_leaves_nothing(media: Path) -> None:
    media.parent.mkdir(exist_ok=True)
    media.write_text("a file where the folder should be")
    with pytest.raises(OSError):
        keep(contact(), PDF)
    assert (StoredFile.objects.count(), Space.objects.get().used, Happening.objects.count()) == (0, 0, 0)


def test_an_unknown_contact_stores_nothing(media: Path) -> None:
    with pytest.raises(NotFound):
        keep(4711)
    assert lying(media) == []


def test_a_file_is_removed_and_brought_back_for_thirty_days(media: Path) -> None:
    bob, now = contact(), timezone.now()
    file = keep(bob)
    for _ in range(2):
        operations.discard(file=file, actor=STAFF, now=now)
    assert (list(queries.of_contact(bob)), queries.find(str(file.uuid))) == ([], None)
    for _ in range(2):
        operations.undiscard(file=file, actor=STAFF, now=now + dt.timedelta(days=29))
    assert list(queries.of_contact(bob)) == [file]
    operations.discard(file=file, actor=STAFF, now=now)
    assert sweeping.sweep(now=now + dt.timedelta(days=29)) == 0
    with pytest.raises(NotFound):
        operations.undiscard(file=file, actor=STAFF, now=now + dt.timedelta(days=31))
    assert sweeping.sweep(now=now + dt.timedelta(days=31)) == 1
    assert (StoredFile.objects.count(), Space.objects.get().used, lying(media)) == (0, 0, [])
    told = [(one.kind, one.about) for one in Happening.objects.order_by("id")]
    assert told == [
        (kind, {"name": "letter.pdf"}) for kind in ("file_added", "file_removed", "file_restored", "file_removed")
    ]


def test_a_contact_sees_what_is_shared_and_what_it_sent() -> None:
    bob = contact()
    own = keep(bob, from_contact=True, shared=False, actor=CONTACT)
    secret, shared = keep(bob, shared=False), keep(bob)
    assert list(queries.of_contact(bob, seen_by_contact=True)) == [shared, own]
    operations.share(file=secret, shared=True, actor=STAFF)
    operations.share(file=shared, shared=False, actor=STAFF)
    operations.share(file=shared, shared=False, actor=STAFF)
    assert list(queries.of_contact(bob, seen_by_contact=True)) == [secret, own]
    with pytest.raises(Invalid):
        operations.share(file=own, shared=False, actor=STAFF)
    assert list(Happening.objects.order_by("id").values_list("kind", flat=True))[-2:] == [
        "file_shared",
        "file_unshared",
    ]


def test_claims_and_bytes_that_a_crash_left_are_swept(media: Path) -> None:
    bob, now = contact(), timezone.now()
    kept = keep(bob)
    row = making.photo(bob, making.jpeg(100, 100))
    claimed = keep(bob, name="cut off.pdf")
    StoredFile.objects.filter(pk=claimed.pk).update(kept_at=None)
    hour = kept.key.split("/")[1]
    for name in (f"files/{hour}/lost", f"photos/{hour}/lost/original", f"photos/{hour}/lost/256.webp"):
        default_storage.save(name, io.BytesIO(b"x"))
    for sweep in (sweeping.sweep, photo_sweeping.sweep):
        assert sweep(now=now) == 0
        assert sweep(now=now + dt.timedelta(hours=4)) > 0
        assert sweep(now=now + dt.timedelta(hours=4)) == 0
    assert lying(media) == sorted([kept.key, *(f"{row.folder}/100.{format}" for format in ("jpg", "webp"))])
    assert Space.objects.get().used == kept.size
    assert set(Space.objects.get().swept) == {"files", "photos"}


def test_removed_photos_go_after_thirty_days_and_beyond_five(media: Path) -> None:
    bob, now = contact(), timezone.now()
    for n in range(8):
        making.photo(bob, making.jpeg(20, 20), now=now + dt.timedelta(minutes=n))
        Photo.objects.filter(state="removed", removed_at__gt=now + dt.timedelta(minutes=n)).update(removed_at=now)
    assert photo_sweeping.sweep(now=now) == 2
    assert Photo.objects.count() == 6
    assert photo_sweeping.sweep(now=now + dt.timedelta(days=31)) == 5
    assert len(lying(media)) == 2


def test_all_of_a_contact_is_erased(media: Path) -> None:
    bob, eve = contact(), contact()
    for one in (bob, eve):
        operations.discard(file=keep(one), actor=STAFF)
        keep(one)
        making.photo(one, making.jpeg(20, 20))
        photos.remove_photo(contact=one, actor=STAFF)
    assert (sweeping.erase(contact=bob), photo_sweeping.erase(contact=bob)) == (2, 1)
    assert (StoredFile.objects.count(), Photo.objects.count(), len(lying(media))) == (2, 1, 4)
    assert Space.objects.get().used == 2 * len(PDF)
