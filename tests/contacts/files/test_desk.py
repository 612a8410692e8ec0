"""Photo and files on the record page: sent, shown, fetched, shared, removed and brought back."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contacts.directory.reading import snapshots
from contacts.files import queries
from contacts.files.photos import operations as photos
from contacts.files.photos.models import Photo
from contacts.options import queries as options
from tests.contacts.files import making
from tests.contacts.files.making import PDF, contact, keep
from tests.contacts.staff.people.conftest import make_many, staff
from tests.factories import StaffFactory

__all__ = ["staff"]
pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def sent(data: bytes = PDF, name: str = "letter.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def undo(client: Client, answer: Any) -> Any:
    found = re.search(r'action="([^"]+/undo/)".*?name="token" value="([^"]+)"', text(answer), re.DOTALL)
    assert found
    return client.post(found[1], {"token": found[2]}, headers=HTMX)


def test_files_are_sent_shared_removed_and_brought_back(staff: Client) -> None:
    bob = contact()
    page = f"/staff/contacts/{bob}/?tab=files"
    assert "belong to this contact stand here" in text(staff.get(page))
    answer = staff.post(
        f"/staff/contacts/{bob}/files/", {"file": [sent(), sent(b"MZ\0\0", "x.pdf")], "shared": "on"}, headers=HTMX
    )
    assert "letter.pdf" in text(answer)
    assert "x.pdf: This is a program" in text(answer)
    assert "Files<small>1</small>" in text(answer)
    (file,) = queries.of_contact(bob)
    assert (file.shared, file.actor_label, file.door) == (True, "ada", "desk")
    got: Any = staff.get(f"/staff/files/{file.uuid}/")
    assert (b"".join(got.streaming_content), got["Content-Disposition"]) == (PDF, 'attachment; filename="letter.pdf"')
    assert got["Content-Security-Policy"] == "sandbox; default-src 'none'"
    staff.post(f"/staff/files/{file.uuid}/share/", {}, headers=HTMX)
    assert not queries.of_contact(bob).get().shared
    removed = staff.post(f"/staff/files/{file.uuid}/remove/", headers=HTMX)
    assert "Removed letter.pdf." in text(removed)
    assert list(queries.of_contact(bob)) == []
    assert undo(staff, removed)["HX-Trigger"] == "redraw"
    assert list(queries.of_contact(bob)) == [file]
    timeline = text(staff.get(f"/staff/contacts/{bob}/"))
    assert "added the file letter.pdf" in timeline
    assert "brought back the file letter.pdf" in timeline


def test_it_works_without_javascript(staff: Client) -> None:
    bob = contact()
    answer = staff.post(f"/staff/contacts/{bob}/files/", {"file": sent()})
    assert (answer.status_code, answer["Location"]) == (302, f"/staff/contacts/{bob}/?tab=files")
    assert not queries.of_contact(bob).get().shared
    answer = staff.post(f"/staff/contacts/{bob}/photo/", {"file": sent(making.jpeg(60, 60))})
    assert (answer.status_code, answer["Location"]) == (302, f"/staff/contacts/{bob}/")
    assert Photo.objects.count() == 1


def test_a_photo_is_sent_prepared_shown_removed_and_brought_back(staff: Client) -> None:
    bob = contact()
    head = f"/staff/contacts/{bob}/?only=head"
    assert "Choose a photo of" in text(staff.get(head))
    waiting = staff.post(f"/staff/contacts/{bob}/photo/", {"file": sent(making.jpeg(600, 400))}, headers=HTMX)
    assert "The photo is being prepared" in text(waiting)
    assert 'hx-trigger="every 1s"' in text(waiting)
    row = Photo.objects.get()
    photos.prepare(row.pk)
    shown = text(staff.get(head))
    assert f'src="/photos/{row.key}/256.jpg"' in shown
    assert 'alt="Photo of Bob Mill"' in shown
    assert f"/photos/{row.key}/400.webp 400w" in shown
    assert "every 1s" not in shown
    assert f'src="/photos/{row.key}/256.webp" alt=""' in text(staff.get("/staff/contacts/"))
    timeline = text(staff.get(f"/staff/contacts/{bob}/"))
    assert "a photo" in timeline
    assert "path=photo" not in timeline
    removed = staff.post(f"/staff/contacts/{bob}/photo/remove/", headers=HTMX)
    assert row.key not in text(removed)
    assert undo(staff, removed)["HX-Trigger"] == "redraw"
    assert snapshots.records([bob])[bob].photo == row.key


def test_a_photo_that_is_none_is_told_at_once_and_one_that_is_broken_later(staff: Client) -> None:
    bob = contact()
    answer = staff.post(f"/staff/contacts/{bob}/photo/", {"file": sent(b"<svg/>", "a.jpg")}, headers=HTMX)
    assert "Expected a JPEG, PNG or WebP picture." in text(answer)
    assert "Choose a JPEG" in text(staff.post(f"/staff/contacts/{bob}/photo/", {}, headers=HTMX))
    making.photo(bob, making.jpeg()[:4000])
    assert "cannot be used. The picture is damaged" in text(staff.get(f"/staff/contacts/{bob}/?only=head"))


def test_who_may_only_look_changes_nothing(client: Client) -> None:
    user = StaffFactory(username="vera", permissions=["view_contact"])
    client.force_login(user)
    file = keep(contact())
    row = making.photo(file.contact_id, making.jpeg(60, 60))
    page = text(client.get(f"/staff/contacts/{file.contact_id}/?tab=files"))
    assert "letter.pdf" in page
    assert 'type="file"' not in page
    assert client.get(f"/staff/files/{file.uuid}/").status_code == 200
    base = f"/staff/contacts/{file.contact_id}"
    pages = [f"{base}/{name}/" for name in ("files", "photo", "photo/remove", "photo/undo", "files/undo")]
    for path in (*pages, f"/staff/files/{file.uuid}/share/", f"/staff/files/{file.uuid}/remove/"):
        assert client.post(path, {"file": sent()}).status_code == 403, path
    assert (list(queries.of_contact(file.contact_id)), Photo.objects.get().state) == ([file], row.state)


def test_strangers_get_no_file(client: Client) -> None:
    file = keep(contact())
    assert client.get(f"/staff/files/{file.uuid}/").status_code == 302
    client.force_login(StaffFactory(username="carl"))
    assert client.get(f"/staff/files/{file.uuid}/").status_code == 403
    assert client.get("/staff/files/nothing/").status_code == 403


def test_pages_ask_as_often_for_one_as_for_three(staff: Client) -> None:
    bob = contact()
    make_many(3)
    making.photo(bob, making.jpeg(60, 60))
    staff.get("/staff/contacts/")
    counts: dict[str, list[int]] = {}
    for wanted in (1, 3):
        while queries.of_contact(bob).count() < wanted:
            keep(bob)
        for path in (f"/staff/contacts/{bob}/?tab=files", f"/staff/contacts/{bob}/?tab=zones", "/staff/contacts/"):
            staff.get(path)
            options.forget()  # they are read once a second, which may fall into either
            with CaptureQueriesContext(connection) as asked:
                assert staff.get(path).status_code == 200
            counts.setdefault(path, []).append(len(asked))
    assert all(one == three for one, three in counts.values()), counts
    assert max(map(max, counts.values())) <= 20
