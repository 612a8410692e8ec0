"""Photos in the classic CRM.COM dialect, over a real socket: sent as a form, told, fetched, removed."""

import re
import time
from collections.abc import Generator
from typing import Any

import pytest
from PIL import Image

from contacts.directory import operations as door
from contacts.lookups.models import Organisation
from contacts.record.parsing.parse import parse_patch
from integrations.dialects.crmcom_classic.asking import tickets
from tests.contacts.files.making import jpeg
from tests.integrations.programs import STAFF, Classic, Remote, classic, organisation, sample, text_of

BASE, IMAGE = "/crmapi/rest/v2/contact_information/profile_photo/", "/crm/ImageDownloadServlet"
NO_PHOTO = "COM.CRM.EXCEPTION.CONTACTINFORMATION.PROFILEPHOTONOTFOUNDEXCEPTION"
MANDATORY = "COM.CRM.EXCEPTION.GENERAL.MANDATORYPARAMETEREXCEPTION"
PARAMETER = "COM.CRM.EXCEPTION.GENERAL.INVALIDPARAMETEREXCEPTION"


@pytest.fixture
def program(transactional_db: None, served: str) -> Generator[Classic]:
    organisation()
    with Remote(served, {}) as remote:
        yield Classic(remote, classic().token)


def made(**values: Any) -> str:
    saved = door.create(patch=parse_patch({"last_name": "King"} | values), actor=STAFF)
    return saved.record.uuid.replace("-", "").upper()


def added(program: Classic, id_: str, data: bytes = b"", token: str = "") -> Any:
    """The call of the document's curl line (line 3905)."""
    fields = {"contact_information_identifier": f"id={id_}", "token": token or program.token}
    files = {"file": ("photo.jpg", data or jpeg(), "image/jpeg")}
    return program.call("POST", f"{BASE}add", data=fields, files=files)


def code(answer: Any) -> str:
    return str(answer.json()["status"]["code"])


def test_the_curl_line_of_the_document_is_what_is_tested() -> None:
    line = text_of("crmcom_classic", "002-line-3905-photo-add-request")
    assert re.findall(r"--form '?(\w+)=", line) == ["file", "contact_information_identifier", "token"]


def test_a_photo_is_sent_told_fetched_and_removed(program: Classic) -> None:
    id_ = made()
    document = sample("crmcom_classic", "002-line-3793-photo-view-answer")
    expected = {
        **document, "data": {key: str(one).replace("217F456047A749728A263BEC2A472003", id_)
                             for key, one in document["data"].items()},
    }  # fmt: skip
    assert program.get("profile_photo/view", contact_information_identifier=f"id={id_}")["status"]["code"] == NO_PHOTO
    assert added(program, id_).json() == expected
    assert program.get("profile_photo/view", contact_information_identifier=f"id={id_}") == expected

    picture = program.call("GET", f"{expected['data']['file_content_url']}&token={program.token}")
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
    assert picture.headers["cache-control"] == "no-store"
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert picture.content[:3] == b"\xff\xd8\xff"

    sent = text_of("crmcom_classic", "002-line-4016-photo-remove-request")
    removed = program.post("profile_photo/remove", sent.replace("0D93E390FA354A17A5148945A15A191D", id_))
    assert removed == {"data": None, "status": {"code": "OK", "message": "", "description": ""}}
    assert program.get("profile_photo/view", contact_information_identifier=f"id={id_}")["status"]["code"] == NO_PHOTO
    assert program.call("GET", f"{IMAGE}?id={id_}&token={program.token}").status_code == 404


def test_a_ticket_opens_one_picture_for_a_minute(program: Classic, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, eve = made(), made()
    for id_ in (ada, eve):
        added(program, id_)
    asked = {"contact_information_identifier": f"id={ada}", "fields_set": "file_content_url,file_content_ticket"}
    told = program.get("profile_photo/view", **asked)["data"]
    ticket = told["file_content_ticket"]

    def status(image: str, text: str) -> int:
        return int(program.call("GET", IMAGE, params={"id": image, "token": text}).status_code)

    assert [status(ada, ticket), status(eve, ticket), status(ada, f"{ticket}x"), status(ada, "1:x~y")] == [
        200, 401, 401, 401,
    ]  # fmt: skip
    assert program.post("profile_photo/remove", {"token": ticket, "contact_information_identifier": {"id": ada}})[
        "status"
    ]["code"].endswith("INVALIDTOKENEXCEPTION")
    assert tickets.holder(ticket, image=ada) is not None
    late = time.time() + tickets.LIFETIME + 1
    monkeypatch.setattr("django.core.signing.time.time", lambda: late)
    assert tickets.holder(ticket, image=ada) is None


def test_what_is_no_picture_is_refused(program: Classic) -> None:
    id_ = made()
    assert code(added(program, id_, b"not a picture at all")) == PARAMETER
    assert code(added(program, id_, b" ")) == PARAMETER
    fields = {"contact_information_identifier": f"id={id_}", "token": program.token}
    assert code(program.call("POST", f"{BASE}add", data=fields, files={"other": b"x"})) == MANDATORY
    assert code(program.call("POST", f"{BASE}add", fields)) == MANDATORY
    assert added(program, id_, b"\xff" * (27 << 20)).status_code == 413
    assert code(added(program, id_, token="wrong")).endswith("INVALIDTOKENEXCEPTION")


def test_pictures_of_others_are_nobodys(program: Classic) -> None:
    other = Organisation.objects.create(name="Other").pk
    id_ = made(affiliations=[{"organisation": other}])
    added(program, id_)
    bound = Classic(program.call, classic(reach=[1]).token)
    for text in (bound.token, "", "x"):
        answer = program.call("GET", IMAGE, params={"id": id_, "token": text})
        assert (answer.status_code, answer.headers["cache-control"]) == (
            404 if text == bound.token else 401,
            "no-store",
        )
    assert code(added(bound, id_)).endswith("NOTFOUNDEXCEPTION")
    for wrong in ("1", "../../etc/passwd", "F" * 32):
        assert program.call("GET", IMAGE, params={"id": wrong, "token": program.token}).status_code == 404


def test_the_picture_tells_nothing_of_the_place(program: Classic) -> None:
    id_ = made()
    exif = Image.Exif()
    exif[0x010E] = "CANARY"
    added(program, id_, jpeg(exif=exif))
    picture = program.call("GET", IMAGE, params={"id": id_, "token": program.token})
    assert picture.status_code == 200
    assert b"CANARY" not in picture.content
