"""Files and photos by the API and by their addresses: who may, in which form, whole and in ranges."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.client import encode_multipart
from django.test.utils import CaptureQueriesContext

from contacts.access.accounts.models import Account
from contacts.access.keys import operations as keys
from contacts.files import download, queries
from contacts.files.models import StoredFile
from contacts.files.photos import operations as photos
from contacts.files.photos.models import Photo
from contacts.portal.frame.customers import COOKIE
from contacts.tables import caches
from tests.contacts.files import making
from tests.contacts.files.making import PDF, STAFF, contact, keep
from tests.contacts.portal.conftest import grace, sign_in
from tests.factories import StaffFactory

__all__ = ["grace"]
pytestmark = pytest.mark.django_db
LOCKED = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}


class Program:
    """Sends forms with one API key."""

    def __init__(self, *scopes: str) -> None:
        caches.empty_all()
        self.key = keys.issue_key(name="Shop", scopes=scopes, actor=STAFF)[1]
        self.client = Client(raise_request_exception=False)

    def call(self, method: str, path: str, form: dict[str, Any] | None = None, body: str = "", **headers: str) -> Any:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent["Authorization"] = f"Bearer {self.key}"
        data: bytes | str = encode_multipart("b", form) if form is not None else body
        kind = "multipart/form-data; boundary=b" if form is not None else "application/json"
        return self.client.generic(method, path, data, content_type=kind, headers=sent)


@pytest.fixture
def api() -> Program:
    return Program("files:read", "files:write", "contacts:read")


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def sent(data: bytes = PDF, name: str = "letter.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_file_is_sent_listed_fetched_and_removed(api: Program) -> None:
    bob = contact()
    made = api.call("POST", f"/api/v1/contacts/{bob}/files", {"file": sent(), "shared": "false"})
    assert made.status_code == 201
    told = made.json()
    assert {name: told[name] for name in ("contact", "name", "media_type", "size", "shared", "created_by")} == {
        "contact": bob, "name": "letter.pdf", "media_type": "application/pdf", "size": len(PDF), "shared": False,
        "created_by": "Shop",
    }  # fmt: skip
    assert made["Location"] == f"http://testserver/api/v1/files/{told['id']}"
    assert api.call("GET", f"/api/v1/contacts/{bob}/files").json() == {"results": [told], "next": None}
    assert api.call("GET", f"/api/v1/files/{told['id']}").json() == told
    got = api.call("GET", f"/api/v1/files/{told['id']}/content")
    assert (got.status_code, body(got), got["Content-Type"]) == (200, PDF, "application/pdf")
    assert got["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert {name: got[name] for name in LOCKED} == LOCKED
    shared = api.call("PATCH", f"/api/v1/files/{told['id']}", body='{"shared": true}').json()
    assert shared == told | {"shared": True}
    assert api.call("DELETE", f"/api/v1/files/{told['id']}").status_code == 204
    for path in ("", "/content"):
        assert api.call("GET", f"/api/v1/files/{told['id']}{path}").status_code == 404


@pytest.mark.parametrize(
    ("form", "status", "fault"),
    [
        ({}, 400, ("file", "required")),
        ({"file": "text"}, 400, ("file", "required")),
        ({"file": sent(b"MZ\0\0"), "owner": "7"}, 400, ("owner", "unknown_field")),
        ({"file": sent(b"MZ\0\0")}, 400, ("file", "dangerous")),
        ({"file": sent(b"")}, 400, ("file", "empty")),
        ({"file": sent(), "shared": "perhaps"}, 400, ("shared", "invalid")),
    ],
)
def test_a_form_with_faults_is_told_where(api: Program, form: dict[str, Any], status: int, fault: Any) -> None:
    for value in form.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    answer = api.call("POST", f"/api/v1/contacts/{contact()}/files", form)
    assert answer.status_code == status
    assert (answer.json()["errors"][0]["path"], answer.json()["errors"][0]["code"]) == fault
    assert not StoredFile.objects.exists()


def test_what_is_too_long_is_refused_before_it_is_read(api: Program, settings: Any) -> None:
    bob, headers = (
        contact(),
        {"HTTP_AUTHORIZATION": f"Bearer {api.key}", "CONTENT_TYPE": "multipart/form-data; boundary=b"},
    )
    for path, most in ((f"contacts/{bob}/files", 20), (f"contacts/{bob}/photo", 5)):
        method = "POST" if path.endswith("files") else "PUT"
        answer = api.client.generic(method, f"/api/v1/{path}", b"", **headers, CONTENT_LENGTH=str((most + 1) << 20))
        assert (answer.status_code, answer.json()["detail"]) == (413, f"At most {most} MiB.")  # type: ignore[attr-defined]
    settings.MOST_UPLOADED = 1000
    answer = api.call("POST", f"/api/v1/contacts/{bob}/files", {"file": sent(b"x" * 2000)})
    assert answer.status_code == 413
    anybody = Client().post("/staff/sign-in/", {"file": sent(b"x" * 2000)})
    assert anybody.status_code == 400


def test_a_scope_is_needed_for_each() -> None:
    file, bob = keep(contact()), contact()
    reader, writer = Program("files:read"), Program("contacts:read", "contacts:write")
    for program, status in ((reader, 200), (writer, 403)):
        assert program.call("GET", f"/api/v1/files/{file.uuid}/content").status_code == status
        assert program.call("GET", f"/api/v1/contacts/{bob}/files").status_code == status
        assert program.call("DELETE", f"/api/v1/files/{file.uuid}").status_code == 403
        assert program.call("PUT", f"/api/v1/contacts/{bob}/photo", {"file": sent()}).status_code == 403
    assert queries.find(str(file.uuid)) == file


def test_a_write_with_a_token_is_carried_out_once(api: Program, media: Path) -> None:
    bob = contact()
    for method, path in (("POST", f"/api/v1/contacts/{bob}/files"), ("PUT", f"/api/v1/contacts/{bob}/photo")):
        data = making.jpeg(60, 40)
        answers = [api.call(method, path, {"file": sent(data)}, Idempotency_Key="t") for _ in range(2)]
        assert answers[0].json() == answers[1].json()
        assert answers[1]["Idempotent-Replayed"] == "true"
        other = api.call(method, path, {"file": sent(making.jpeg(61, 40))}, Idempotency_Key="t")
        assert other.status_code == 422
    assert (StoredFile.objects.count(), Photo.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("asked", "status", "start", "stop"),
    [
        ("bytes=0-3", 206, 0, 4), ("bytes=4-", 206, 4, 10), ("bytes=-3", 206, 7, 10), ("bytes=0-99", 206, 0, 10),
        ("bytes=9-9", 206, 9, 10), ("bytes=-99", 206, 0, 10), ("bytes=0-1,3-4", 200, 0, 10), ("lines=1-2", 200, 0, 10),
        ("bytes=5-2", 200, 0, 10), ("bytes=10-", 416, 0, 0), ("bytes=-0", 416, 0, 0), ("bytes=-", 200, 0, 10),
    ],
)  # fmt: skip
def test_a_range_is_honoured(api: Program, asked: str, status: int, start: int, stop: int) -> None:
    data = b"0123456789"
    file = keep(contact(), data, "digits.txt")
    got = api.call("GET", f"/api/v1/files/{file.uuid}/content", Range=asked)
    assert got.status_code == status
    if status == 416:
        assert got["Content-Range"] == "bytes */10"
        return
    assert (body(got), got["Content-Length"]) == (data[start:stop], str(stop - start))
    assert got.get("Content-Range") == (f"bytes {start}-{stop - 1}/10" if status == 206 else None)


def test_a_range_of_an_older_file_is_the_whole_and_a_known_file_is_not_sent(api: Program) -> None:
    file = keep(contact(), b"0123456789", "digits.txt")
    path = f"/api/v1/files/{file.uuid}/content"
    tag = f'"{file.sha256}"'
    assert api.call("GET", path, Range="bytes=0-1", If_Range='"other"').status_code == 200
    assert api.call("GET", path, Range="bytes=0-1", If_Range=tag).status_code == 206
    assert api.call("GET", path, If_None_Match=tag).status_code == 304


def test_a_name_in_any_script_is_told_as_it_is(api: Program) -> None:
    file = keep(contact(), PDF, 'Συμβόλαιο "2026".pdf')
    got = api.call("GET", f"/api/v1/files/{file.uuid}/content")
    assert got["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('Συμβόλαιο _2026_.pdf')}"


def test_bytes_leave_in_small_pieces(api: Program) -> None:
    file = keep(contact(), b"x" * (1 << 20), "large.txt")
    pieces = list(queries.open_(file))
    assert (len(pieces), max(map(len, pieces))) == (16, 64 << 10)
    assert download.wanted("bytes=0-0", 5) == (0, 1, True)


def test_a_photo_is_sent_prepared_and_shown(api: Program) -> None:
    bob = contact()
    path = f"/api/v1/contacts/{bob}/photo"
    assert api.call("GET", path).status_code == 404
    made = api.call("PUT", path, {"file": sent(making.jpeg(3000, 2000)), "crop": "0,0,2000"})
    assert (made.status_code, made.json()) == (202, {"state": "waiting", "reason": "", "key": None, "urls": {}})
    row = Photo.objects.get()
    assert row.crop == [0, 0, 2000]
    photos.prepare(row.pk)
    told = api.call("GET", path).json()
    assert (told["state"], told["key"]) == ("ready", row.key)
    assert told["urls"]["webp"] == {
        str(width): f"http://testserver/photos/{row.key}/{width}.webp" for width in (256, 512, 1024)
    }
    assert api.call("GET", f"/api/v1/contacts/{bob}").json()["photo"] == row.key
    for accept, kind in (("image/webp", "image/webp"), ("image/*", "image/jpeg"), ("image/jpeg,*/*", "image/jpeg")):
        got = api.call("GET", path, Accept=accept)
        assert (got["Content-Type"], got["Cache-Control"]) == (kind, "private, no-cache")
        assert len(body(got)) > 1000
    assert api.call("DELETE", path).status_code == 204
    assert api.call("GET", path).status_code == 404
    assert api.call("PUT", path, {"file": sent(b"<svg/>"), "crop": ""}).json()["errors"][0]["code"] == "not_a_photo"
    assert api.call("PUT", path, {"file": sent(), "crop": "1,2"}).json()["errors"][0]["path"] == "crop"


@pytest.fixture
def viewer() -> Client:
    """Staff who may see contacts and nothing else."""
    user = StaffFactory(username="vera", permissions=["view_contact"])
    client = Client()
    client.force_login(user)
    return client


def test_a_photo_is_kept_by_its_viewer_for_a_year(viewer: Client, api: Program) -> None:
    row = making.photo(contact(), making.jpeg(600, 400))
    viewer.get(f"/photos/{row.key}/256.webp")  # the session's first request writes to it
    for client, more in ((viewer, {}), (Client(), {"Authorization": f"Bearer {api.key}"})):
        for width, real in ((256, 256), (512, 400), (1024, 400)):
            got: Any = client.get(f"/photos/{row.key}/{width}.webp", headers=more)
            assert (got.status_code, got["Content-Type"]) == (200, "image/webp")
            assert got["Cache-Control"] == "private, max-age=31536000, immutable"
            assert {name: got[name] for name in LOCKED} == LOCKED
            assert "Vary" not in got
            assert making.corners(body(got)) == ["r", "g", "b", "w"], real


def test_a_photo_is_not_for_strangers(viewer: Client) -> None:
    row = making.photo(contact(), making.jpeg(100, 100))
    nobody = Client()
    clerk = Client()
    clerk.force_login(StaffFactory(username="carl"))
    customer = Client()
    customer.force_login(User.objects.create_user("cora"))
    answers = [
        *(one.get(f"/photos/{row.key}/256.jpg") for one in (nobody, clerk, customer)),
        nobody.get(f"/photos/{row.key}/256.jpg", headers={"Authorization": "Bearer crm_x"}),
        nobody.get(f"/photos/{row.key}/256.jpg", headers={"Authorization": f"Bearer {Program('metrics:read').key}"}),
        viewer.get(f"/photos/{'x' * 43}/256.jpg"),
        viewer.get(f"/photos/{row.key}/100.jpg"),
    ]
    assert {(one.status_code, one.content) for one in answers} == {(404, b"There is no such photo.")}
    for path in (f"/photos/{row.key}/256.svg", f"/photos/../{row.key}/256.jpg", f"/photos/{row.key}/original"):
        assert viewer.get(path).status_code == 404
    photos.remove_photo(contact=row.contact_id, actor=STAFF)
    assert viewer.get(f"/photos/{row.key}/256.jpg").status_code == 404


def test_a_customer_sees_the_own_photo_and_no_other(grace: Account) -> None:
    assert grace.contact_id is not None
    own, other = (making.photo(one, making.jpeg(100, 100)) for one in (grace.contact_id, contact()))
    browser = Client()
    browser.cookies[COOKIE] = sign_in(grace)
    answers = [browser.get(f"/photos/{row.key}/256.webp") for row in (own, other)]
    assert [answer.status_code for answer in answers] == [200, 404]
    assert "Vary" not in answers[0]
    Account.objects.update(must_change_password=True)  # halfway in: nothing before a new password
    caches.empty_all()
    assert browser.get(f"/photos/{own.key}/256.webp").status_code == 404


def test_lists_ask_as_often_for_one_as_for_three(api: Program) -> None:
    bob, counts = contact(), []
    for wanted in (1, 3):
        while queries.of_contact(bob).count() < wanted:
            keep(bob)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(api.call("GET", f"/api/v1/contacts/{bob}/files").json()["results"]) == wanted
        counts.append(len([one for one in asked if "kept_at" in one["sql"] or "snapshot" in one["sql"]]))
    assert counts == [2, 2]
