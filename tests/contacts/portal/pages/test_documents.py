"""Files, the photo, zones, the copy of one's data, and leaving."""

import datetime as dt
import io
import json
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contacts.access.accounts.models import Account
from contacts.access.sessions import queries as sessions
from contacts.access.sessions.models import Session
from contacts.directory import operations as directory
from contacts.directory.reading import snapshots
from contacts.files.models import StoredFile
from contacts.files.photos import operations as photos
from contacts.files.photos.models import Photo
from contacts.portal.frame.customers import COOKIE
from contacts.privacy import operations as privacy
from contacts.privacy.models import Package
from contacts.record.parsing.parse import parse_patch
from contacts.tables import caches
from contacts.zones.models import Zone
from tests.contacts.files.making import jpeg
from tests.contacts.portal.conftest import MAIL
from tests.contacts.portal.pages.making import ADA, Things, file


def sent(name: str, data: bytes) -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, data)}


def test_files_come_and_go(hers: Client, grace: Account) -> None:
    ours = file(grace.contact_id or 0, "terms.txt")
    assert hers.post(reverse("portal:files"), sent("me.txt", b"Dear all"))["Location"] == reverse("portal:files")
    mine = StoredFile.objects.get(name="me.txt")
    assert (mine.from_contact, mine.actor_kind, mine.actor_id) == (True, "contact", grace.contact_id)
    got = hers.get(reverse("portal:file", args=[mine.uuid]))
    assert b"".join(got.streaming_content) == b"Dear all"  # type: ignore[arg-type]
    assert got["Content-Disposition"] == 'attachment; filename="me.txt"'
    assert (got["Content-Security-Policy"][:7], got["Cache-Control"]) == ("sandbox", "no-store")
    assert hers.post(reverse("portal:remove-file", args=[ours.uuid])).status_code == 404
    hers.post(reverse("portal:remove-file", args=[mine.uuid]))
    assert list(StoredFile.objects.filter(discarded_at=None)) == [ours]


def test_what_may_not_be_sent_is_said_at_the_field(hers: Client, grace: Account) -> None:
    for name, data in (("run.exe", b"MZ\0"), ("empty.txt", b"")):
        response = hers.post(reverse("portal:files"), sent(name, data))
        assert (response.status_code, 'id="id_file_error"' in response.content.decode()) == (422, True)
    assert hers.post(reverse("portal:files")).status_code == 422
    svg = hers.post(reverse("portal:photo"), sent("me.jpg", b"<svg/>"))
    assert "Expected a JPEG, PNG or WebP picture." in svg.content.decode()
    outside = hers.post(reverse("portal:photo"), sent("me.jpg", jpeg()) | {"left": 500, "top": 0, "side": 400})
    assert outside.status_code == 422
    assert StoredFile.objects.count() + Photo.objects.count() == 0


def test_a_photo_without_scripts_is_cut_in_the_middle(hers: Client, grace: Account) -> None:
    hers.post(reverse("portal:photo"), sent("me.jpg", jpeg(1300, 1100)))
    assert "Your picture is being prepared." in hers.get(reverse("portal:photo")).content.decode()
    photos.prepare(Photo.objects.get().pk)
    page = hers.get(reverse("portal:photo")).content.decode()
    assert [page.count(f"/{width}.webp") for width in (256, 512, 1024)] == [1, 1, 1]
    hers.post(reverse("portal:remove-photo"))
    assert snapshots.records([grace.contact_id or 0])[grace.contact_id or 0].photo is None


def test_a_zone_that_ran_out_is_shown_as_such(hers: Client, grace: Account) -> None:
    past = (timezone.now() - dt.timedelta(days=1)).isoformat()
    zones = [
        {"id": Zone.objects.create(name="Club").pk},
        {"id": Zone.objects.create(name="Old").pk, "expires_at": past},
    ]
    directory.update(contact=grace.contact_id or 0, patch=parse_patch({"zones": zones}), actor=ADA)
    page = hers.get(reverse("portal:zones")).content.decode()
    assert page.index("Open to you") < page.index("Run out") < page.index("until ")


def test_a_copy_is_made_and_fetched_by_its_owner_within_a_day(hers: Client, hers_all: Things) -> None:
    old = hers_all.package
    hers.post(reverse("portal:copies"))
    assert "Your copy is being made." in hers.get(reverse("portal:copies")).content.decode()
    assert hers.get(reverse("portal:copy", args=[old.uuid])).status_code == 404
    package = Package.objects.get(state="waiting")
    privacy.make(package.pk)
    address = reverse("portal:copy", args=[package.uuid])
    assert address in hers.get(reverse("portal:copies")).content.decode()
    got = hers.get(address)
    zipped = zipfile.ZipFile(io.BytesIO(b"".join(got.streaming_content)))  # type: ignore[arg-type]
    assert json.loads(zipped.read("record.json"))[0]["emails"][0]["email"] == MAIL
    assert got["Cache-Control"] == "no-store"
    Package.objects.filter(pk=package.pk).update(expires_at=timezone.now())
    assert hers.get(address).status_code == 404


def test_the_copy_and_leaving_need_a_fresh_proof(hers: Client, hers_all: Things) -> None:
    Session.objects.update(strong_at=timezone.now() - sessions.FRESH * 1.1)
    caches.empty_all()
    for name, args in (("copies", []), ("copy", [hers_all.package.uuid]), ("leave", [])):
        for method in (hers.get, hers.post):
            assert method(reverse(f"portal:{name}", args=args))["Location"].startswith(reverse("portal:confirm"))
    assert (Package.objects.count(), Account.objects.get().closed_at) == (1, None)


def test_leaving_ends_the_account_at_once(hers: Client, grace: Account) -> None:
    contact = grace.contact_id or 0
    assert "cannot be undone" in hers.get(reverse("portal:leave")).content.decode()
    assert Account.objects.get().closed_at is None
    done = hers.post(reverse("portal:leave"))
    assert (done["Location"], hers.cookies[COOKIE].value) == (reverse("portal:home"), "")
    assert "Your account is closed." in hers.get(reverse("portal:home")).content.decode()
    assert Account.objects.get().closed_at is not None
    assert snapshots.records([contact])[contact].is_active is False
