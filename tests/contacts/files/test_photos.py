"""Photos: what is taken and what is refused, and what is left of a picture when it has been drawn anew."""

import io
import struct
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from contacts.background.models import Job
from contacts.directory import operations as door
from contacts.directory.commands import NotFound
from contacts.directory.proving import prove
from contacts.directory.reading import snapshots
from contacts.files.photos import operations as photos
from contacts.files.photos import queries
from contacts.files.photos.models import Photo, PhotoState
from contacts.files.photos.spelling import sources, srcset
from contacts.history.models import Change
from contacts.record.errors import Invalid
from contacts.record.parsing.parse import parse_patch
from tests.contacts.files import making
from tests.contacts.files.making import CANARY, STAFF, Maker, colours, contact, corners, encoded, jpeg, photo

pytestmark = pytest.mark.django_db
DAMAGED = "The picture is damaged and cannot be read to its end."


def stored(media: Path) -> dict[str, bytes]:
    """The bytes of all that lies in the storage, by name."""
    return {path.name: path.read_bytes() for path in media.rglob("*") if path.is_file()}


def refused(data: bytes, **more: Any) -> str:
    """Why a picture is refused at once, or once it is prepared; empty when it is shown."""
    bob = contact()
    try:
        return photo(bob, data, **more).reason
    except Invalid as exc:
        return f"{exc.errors[0].path} {exc.errors[0].code}"


GOOD: dict[str, Maker] = {
    "jpeg": jpeg,
    "progressive": lambda: jpeg(progressive=True),
    "png": lambda: encoded(colours(600, 400), "PNG"),
    "webp": lambda: encoded(colours(600, 400), "WEBP", lossless=True),
    "palette": lambda: encoded(colours(600, 400).quantize(8), "PNG"),
    "palette with holes": lambda: encoded(colours(600, 400).quantize(8), "PNG", transparency=7),
    "with alpha": lambda: encoded(colours(600, 400).convert("RGBA"), "PNG"),
    "cmyk": lambda: encoded(colours(600, 400).convert("CMYK"), "JPEG", quality=95),
    "with profile": lambda: jpeg(icc_profile=making.srgb_profile()),
    "broken profile": lambda: jpeg(icc_profile=b"not a profile"),
    "animated": lambda: encoded(colours(600, 400), "WEBP", save_all=True, append_images=[Image.new("RGB", (600, 400))]),
    "moving png": lambda: encoded(
        colours(600, 400), "PNG", save_all=True, append_images=[Image.new("RGB", (600, 400))]
    ),
    "with a script behind": lambda: jpeg() + b"<script>alert(1)</script>",
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_a_picture_is_shown(name: str, media: Path) -> None:
    row = photo(contact(), GOOD[name]())
    assert (row.state, row.reason, row.widths) == (PhotoState.READY, "", [256, 400])
    found = stored(media)
    assert set(found) == {"256.webp", "256.jpg", "400.webp", "400.jpg"}
    assert {name: Image.open(io.BytesIO(data)).size for name, data in found.items()} == {
        "256.webp": (256, 256), "256.jpg": (256, 256), "400.webp": (400, 400), "400.jpg": (400, 400)
    }  # fmt: skip
    assert {tuple(corners(data)) for data in found.values()} == {("r", "g", "b", "w")}
    assert not any(b"<script" in data for data in found.values())


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "file not_a_photo"),
        ("html", lambda: b"<!doctype html><script>alert(1)</script>", "file not_a_photo"),
        ("gif", lambda: encoded(colours(60, 40), "GIF"), "file not_a_photo"),
        ("tiff", lambda: encoded(colours(60, 40), "TIFF"), "file not_a_photo"),
        ("nothing", lambda: b"", "file not_a_photo"),
        ("truncated webp", lambda: encoded(colours(600, 400), "WEBP")[:-200], "file not_a_photo"),
        ("truncated jpeg", lambda: jpeg()[:4000], DAMAGED),
        ("truncated png", lambda: encoded(colours(600, 400), "PNG")[:300], DAMAGED),
        ("many bytes", lambda: jpeg() + b"\0" * (5 << 20), "file too_big"),
        ("88 million pixels", lambda: making.flat_png(1, 1, claimed=(9400, 9400)), "file too_large"),
        ("a bomb for Pillow too", lambda: making.flat_png(1, 1, claimed=(60000, 60000)), "file too_large"),
        ("a long strip", lambda: making.flat_png(8001, 1), "file too_large"),
        ("a costly webp", lambda: encoded(Image.new("L", (4000, 4000)), "WEBP"), "file too_costly"),
    ],
)  # fmt: skip
def test_what_is_no_good_picture_is_refused(name: str, data: Maker, why: str, media: Path) -> None:
    assert refused(data()) == why
    assert set(stored(media)) == set()


def test_25_million_pixels_in_3_kilobytes_are_within_the_limits() -> None:
    small = making.flat_png(5000, 5000)
    assert len(small) < 30_000
    assert refused(small) == ""


def test_colours_are_seen_as_the_profile_means_them(media: Path) -> None:
    photo(contact(), jpeg(icc_profile=making.swapped_profile()))
    assert {"".join(corners(data)) for data in stored(media).values()} == {"grbw"}


@pytest.mark.parametrize(("value", "seen"), [(0, 0), (32768, 128), (65535, 255)])
def test_sixteen_bits_of_grey_keep_their_brightness(value: int, seen: int, media: Path) -> None:
    photo(contact(), making.wide_png(value))
    pixel = Image.open(io.BytesIO(stored(media)["256.webp"])).getpixel((9, 9))
    assert pixel == pytest.approx((seen, seen, seen), abs=2)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright_and_tells_nothing_else(orientation: int, media: Path) -> None:
    lying = {1: "rgbw", 2: "grwb", 3: "bwrg", 4: "wbgr", 5: "rwbg", 6: "wrgb", 7: "bgrw", 8: "gbwr"}
    data = making.with_place(orientation)
    assert CANARY in data
    photo(contact(), data)
    found = stored(media)
    assert {"".join(corners(one)) for one in found.values()} == {lying[orientation]}
    assert not any(CANARY in one or b"Exif" in one or b"EXIF" in one for one in found.values())
    for one in found.values():
        image = Image.open(io.BytesIO(one))
        assert (dict(image.getexif()), image.info.get("icc_profile"), image.info.get("comment")) == ({}, None, None)


@pytest.mark.parametrize(
    ("orientation", "crop", "corner"),
    [
        (1, (0, 0, 200), "r"), (6, (200, 0, 200), "r"), (8, (0, 0, 200), "g"), (3, (400, 200, 200), "r"),
        (5, (0, 400, 200), "g"),
    ],
)  # fmt: skip
def test_a_crop_is_of_the_upright_picture(orientation: int, crop: Any, corner: str, media: Path) -> None:
    photo(contact(), making.with_place(orientation), crop=crop)
    assert {"".join(corners(one)) for one in stored(media).values()} == {corner * 4}


@pytest.mark.parametrize("crop", [(-1, 0, 10), (0, 0, 401), (590, 0, 20), (0, 0, 0)])
def test_a_crop_lies_inside(crop: Any) -> None:
    assert refused(jpeg(), crop=crop) == "crop outside"


def test_a_large_picture_is_drawn_in_three_widths(media: Path) -> None:
    row = photo(contact(), jpeg(3000, 2000))
    assert row.widths == [256, 512, 1024]
    assert set(stored(media)) == {f"{width}.{format}" for width in (256, 512, 1024) for format in ("webp", "jpg")}
    assert sources("k", row.widths)["jpg"] == {
        256: "/photos/k/256.jpg", 512: "/photos/k/512.jpg", 1024: "/photos/k/1024.jpg"
    }  # fmt: skip
    assert srcset(sources("k")["webp"]).startswith("/photos/k/256.webp 256w, /photos/k/512.webp 512w")


def test_a_small_picture_is_not_enlarged(media: Path) -> None:
    row = photo(contact(), jpeg(100, 80))
    assert row.widths == [80]
    assert set(stored(media)) == {"80.webp", "80.jpg"}
    found = queries.picture(row.key, 1024, "jpg")
    assert found is not None
    assert found.key.endswith("/80.jpg")


def test_the_photo_is_the_contacts_with_history_and_revision() -> None:
    bob = contact()
    waiting = photos.set_photo(contact=bob, content=ContentFile(jpeg()), actor=STAFF)
    assert list(Job.objects.values_list("task", "args")) == [("photos.prepare", {"photo_id": waiting.pk})]
    assert snapshots.records([bob])[bob].photo is None
    photos.prepare(waiting.pk)
    photos.prepare(waiting.pk)  # a job may run twice
    record = snapshots.records([bob])[bob]
    assert (record.photo, record.revision) == (waiting.key, 2)
    change = Change.objects.get(contact_id=bob, revision=2)
    assert (change.actor_label, change.door, change.changes) == (
        "Ada King",
        "desk",
        f'{{"photo":[null,"{waiting.key}"]}}',
    )
    assert list(prove()) == []


def test_a_new_photo_takes_the_place_of_the_old_one_and_of_one_that_waits() -> None:
    bob = contact()
    first = photo(bob, jpeg())
    second = photos.set_photo(contact=bob, content=ContentFile(jpeg()), actor=STAFF)
    third = photos.set_photo(contact=bob, content=ContentFile(jpeg()), actor=STAFF)
    assert queries.shown(bob) == first
    photos.prepare(third.pk)
    photos.prepare(second.pk)
    assert dict(Photo.objects.values_list("pk", "state")) == {
        first.pk: "removed", second.pk: "removed", third.pk: "ready"
    }  # fmt: skip
    assert snapshots.records([bob])[bob].photo == third.key


def test_a_photo_is_removed_and_brought_back() -> None:
    bob = contact()
    row = photo(bob, jpeg())
    assert photos.remove_photo(contact=bob, actor=STAFF) == [row.pk]
    assert photos.remove_photo(contact=bob, actor=STAFF) == []
    assert (snapshots.records([bob])[bob].photo, queries.picture(row.key, 256, "jpg")) == (None, None)
    photos.bring_back(contact=bob, photo=row.pk, actor=STAFF)
    assert snapshots.records([bob])[bob].photo == row.key
    with pytest.raises(NotFound):
        photos.bring_back(contact=contact(), photo=row.pk, actor=STAFF)


def test_an_old_revision_does_not_bring_a_dead_key_back() -> None:
    bob = contact()
    photo(bob, jpeg())
    photos.remove_photo(contact=bob, actor=STAFF)
    for paths in ((), ("photo",)):
        assert door.restore(contact=bob, to=2, paths=paths, actor=STAFF).action == "unchanged"
    assert snapshots.records([bob])[bob].photo is None


def test_nobody_takes_somebody_elses_photo_by_its_key() -> None:
    bob, eve = contact(), contact()
    row = photo(bob, jpeg())
    assert door.update(contact=eve, patch=parse_patch({"photo": row.key}), actor=STAFF).action == "unchanged"
    assert snapshots.records([eve])[eve].photo is None


def test_the_original_goes_when_the_pictures_are_there_or_cannot_be_made(media: Path) -> None:
    bob = contact()
    row = photos.set_photo(contact=bob, content=ContentFile(making.with_place()), actor=STAFF)
    assert set(stored(media)) == {"original"}
    photos.remove_photo(contact=bob, actor=STAFF)
    photos.prepare(row.pk)
    assert stored(media) == {}


def test_a_run_that_was_killed_when_its_pictures_were_drawn_is_done_again(media: Path) -> None:
    bob = contact()
    row = photos.set_photo(contact=bob, content=ContentFile(jpeg(100, 100)), actor=STAFF)
    photos._draw(row)
    assert (queries.shown(bob), len(stored(media))) == (None, 3)
    photos.prepare(row.pk)
    assert (queries.shown(bob), set(stored(media))) == (row, {"100.webp", "100.jpg"})


def test_an_unknown_contact_stores_nothing(media: Path) -> None:
    with pytest.raises(NotFound):
        photos.set_photo(contact=4711, content=ContentFile(jpeg()), actor=STAFF)
    assert stored(media) == {}


def test_the_header_of_a_png_is_what_pillow_reads() -> None:
    assert struct.unpack(">II", making.flat_png(3, 2)[16:24]) == (3, 2)
