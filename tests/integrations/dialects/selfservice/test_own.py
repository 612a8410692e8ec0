"""What somebody reads and changes of their own: record, communications, approvals, files, printouts."""

from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contacts.access.apps import queries as apps
from contacts.access.sessions import queries as sessions
from contacts.access.sessions.models import Session
from contacts.access.sessions.queries import FRESH
from contacts.approvals import operations as approvals
from contacts.approvals.models import How
from contacts.commerce.orders.operations import issue_invoice
from contacts.directory import operations as door
from contacts.directory.reading import snapshots
from contacts.files.models import StoredFile
from contacts.files.operations import keep
from contacts.lookups.models import CustomField, CustomFieldGroup
from contacts.messages import operations as messages
from contacts.options import queries as options
from contacts.record.parsing.parse import parse_patch
from tests.contacts.commerce.making import order
from tests.contacts.portal.post import deliver
from tests.integrations.dialects.selfservice.customers import V1, V2, Customer, decide, program, registration
from tests.integrations.programs import STAFF, whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob(db: None) -> Customer:
    return Customer("bob")


def test_what_is_not_named_stays(bob: Customer) -> None:
    door.update(contact=bob.contact, actor=STAFF, patch=parse_patch({
        "middle_name": "Q", "notes": "staff only", "phones": [{"number": "99123456", "country": "CY"}],
        "demographics": {"passport": {"number": "CD112234", "country": "GR"}},
    }))  # fmt: skip
    before = snapshots.records([bob.contact])[bob.contact]
    shown = whole(bob("GET", bob.me))
    assert "staff only" not in str(shown)
    assert shown["demographics"]["passport"]["passport_number"] == "•••234"
    assert bob("PUT", bob.me, shown).status_code == 200  # an echo says nothing
    assert snapshots.records([bob.contact])[bob.contact] == before
    sent = {"demographics": {"gender": "female", "date_of_birth": {"year": "1981", "month": "5"}}, "title": "Dr"}
    assert bob("PUT", bob.me, sent).status_code == 200
    after = snapshots.records([bob.contact])[bob.contact]
    assert (after.title, after.middle_name, after.notes, after.phones) == ("Dr", "Q", "staff only", before.phones)
    assert after.demographics.passport == before.demographics.passport
    assert whole(bob("GET", f"{bob.me}/demographics"))["date_of_birth"] == {"year": 1981, "month": 5, "day": None}


def test_what_is_for_staff_to_say_is_not_said_by_customers(bob: Customer) -> None:
    names = {
        "is_tax_exempt": "true", "is_verified": True, "code": "X", "id": "x", "type": "COMPANY", "is_active": False,
        "notes": "x", "zones": [{"id": 1}], "owner_group": 1, "membership_number": "1", "life_cycle_state": "FINANCIAL",
        "revision": 99, "account": 1, "password": "x", "external_id": "x", "tags": ["x"], "referral_code": "x",
    }  # fmt: skip
    before = snapshots.records([bob.contact])[bob.contact]
    assert bob("PUT", bob.me, names).status_code == 200
    assert snapshots.records([bob.contact])[bob.contact] == before
    decide(**{"crmcom_selfservice.tax_exempt": True})
    assert bob("PUT", bob.me, {"is_tax_exempt": "true"}).status_code == 200
    assert snapshots.records([bob.contact])[bob.contact].is_tax_exempt


def test_custom_fields_that_are_hidden_are_not_there(bob: Customer) -> None:
    group = CustomFieldGroup.objects.create(name="Club", alias="club")
    for alias in ("nick", "rating"):
        CustomField.objects.create(group=group, alias=alias, label=alias, type="text", is_customer_editable=True)
    decide(**{"crmcom_selfservice.hidden_fields": "rating"})
    assert bob("PUT", bob.me, {"custom_fields": [{"key": "nick", "value": "Bo"}]}).status_code == 200
    assert whole(bob("GET", bob.me))["custom_fields"] == [{"key": "nick", "value": "Bo"}]
    refused = bob("PUT", bob.me, {"custom_fields": [{"key": "rating", "value": "A"}]})
    assert (refused.status_code, whole(refused)["parameters"]) == (400, ["custom_fields.rating"])
    assert bob("PUT", bob.me, {"custom_fields": "x"}).status_code == 400


def test_custom_fields_are_as_they_are_marked_for_customers(bob: Customer) -> None:
    """Off: leave ``check`` out of ``Contact.put``, or the marks out of ``definitions``."""
    group = CustomFieldGroup.objects.create(name="Club", alias="club")
    for alias, seen, changed in (("nick", False, True), ("level", True, False), ("rating", False, False)):
        CustomField.objects.create(
            group=group, alias=alias, label=alias, type="text", is_customer_visible=seen, is_customer_editable=changed
        )
    values = {"custom": {"club": {"nick": "Bo", "level": "Gold", "rating": "A"}}}
    door.update(contact=bob.contact, actor=STAFF, patch=parse_patch(values))
    shown = whole(bob("GET", bob.me))
    assert {one["key"]: one["value"] for one in shown["custom_fields"]} == {"nick": "Bo", "level": "Gold"}
    before = snapshots.records([bob.contact])[bob.contact]
    assert bob("PUT", bob.me, shown).status_code == 200  # an echo says nothing
    for alias in ("level", "rating"):
        refused = bob("PUT", bob.me, {"title": "Dr", "custom_fields": [{"key": alias, "value": "Z"}]})
        assert (refused.status_code, whole(refused)["parameters"]) == (400, [f"custom_fields.{alias}"])
    assert snapshots.records([bob.contact])[bob.contact] == before
    assert bob("PUT", bob.me, {"custom_fields": [{"key": "nick", "value": "Bobby"}]}).status_code == 200
    said = registration("ann@example.org", custom_fields=[{"key": "level", "value": "Gold"}])
    assert whole(program()("POST", f"{V1}/contacts/register", said))["parameters"] == ["custom_fields.level"]
    decide(**{"crmcom_selfservice.marked_fields": False})
    assert {one["key"] for one in whole(bob("GET", bob.me))["custom_fields"]} == {"nick", "level", "rating"}
    assert bob("PUT", bob.me, {"custom_fields": [{"key": "rating", "value": "Z"}]}).status_code == 200


def test_a_new_address_and_leaving_need_a_recent_sign_in(bob: Customer) -> None:
    session = Session.objects.get()
    assert session.strong_at is not None
    Session.objects.update(strong_at=session.strong_at - FRESH)
    sessions.forget(session.pk)
    assert bob("PUT", bob.me, {"email_address": "bob@example.org", "title": "Mr"}).status_code == 200
    assert bob("PUT", bob.me, {"email_address": "new@example.org"}).status_code == 403
    assert bob("DELETE", bob.me).status_code == 403
    decide(**{"crmcom_selfservice.fresh_sign_in": False})
    assert bob("PUT", bob.me, {"email_address": "new@example.org"}).status_code == 200


def test_what_is_wrong_is_named_in_their_words(bob: Customer) -> None:
    sent = {"email_address": "nobody", "demographics": {"gender": "X", "passport": {"issue_country_code": "QQQ"}},
            "consent_state": "MAYBE"}  # fmt: skip
    refused = whole(bob("PUT", bob.me, sent))
    names = {"email_address", "demographics.gender", "consent_state"}
    assert (refused["status"], set(refused["parameters"])) == (400, names)
    country = whole(bob("PUT", bob.me, {"demographics": {"passport": {"issue_country_code": "QQQ"}}}))
    assert country["parameters"] == ["demographics.passport.issue_country_code"]


def test_communications_are_filtered_sorted_and_paged(bob: Customer) -> None:
    rows = [messages.send(contact=bob.contact, channel=channel, name=name, subject=name, content="x", actor=STAFF)
            for name, channel in (("b", "INAPP"), ("a", "EMAIL"), ("c", "INAPP"))]  # fmt: skip
    messages.mark(communication=rows[0].pk, viewed=True, archived=True, actor=STAFF)
    others = Customer("eve")
    messages.send(contact=others.contact, channel="INAPP", subject="x", content="x", actor=STAFF)

    def names(query: str, version: str = V1) -> list[str]:
        return [
            one["name"] for one in whole(bob("GET", f"{version}/contacts/{bob.id}/communications?{query}"))["content"]
        ]

    assert names("") == ["c", "a", "b"]
    assert names("sort=NAME&order=ASC") == ["a", "b", "c"]
    assert names("sort=NAME&order=asc&size=1&page=2") == ["b"]
    assert (names("channel=INAPP"), names("archived=TRUE"), names("viewed=false")) == (["c", "b"], ["b"], ["c", "a"])
    assert (names("created_on[gte]=1", V2), names("created_on[lt]=1", V2)) == (["c", "a", "b"], [])
    for query in ("page=0", "size=101", "page=x", "sort=password", "order=UP", "channel=FAX", "viewed=perhaps",
                  "created_on[lt]=x", "created_on[lt]=99999999999999"):  # fmt: skip
        assert bob("GET", f"{bob.me}/communications?{query}").status_code == 400, query
    one = f"communications/{rows[2].uuid.hex.upper()}"
    first, todays = whole(bob("GET", f"{V1}/{one}")), whole(bob("GET", f"{V2}/{one}"))
    assert first["contact"] == {"id": bob.id, "name": "Bob Stone", "code": first["contact"]["code"]}
    assert todays["state"] == first["life_cycle_state"] == "COMPLETED"
    assert bob("PUT", f"{V1}/{one}/actions", {"viewed": "true", "archived": 1}).status_code == 200
    assert bob("PUT", f"{V1}/{one}/actions", {"archived": "false"}).status_code == 200
    marked = whole(bob("GET", f"{V1}/{one}"))
    assert (marked["is_viewed"], marked["is_archived"], type(marked["viewed_on"])) == (True, False, int)
    assert bob("PUT", f"{V1}/{one}/actions", {}).status_code == 400


def test_approvals_are_listed_and_answered_once(bob: Customer) -> None:
    asked = [approvals.ask(contact=bob.contact, actor=STAFF, entity_type=kind, entity_id="1", reference=kind)
             for kind in ("ORDER", "SERVICE_REQUESTS", "ORDERS")]  # fmt: skip
    path = f"{bob.me}/approval_requests"

    def types(query: str = "") -> list[str]:
        return [one["entity"]["type"] for one in whole(bob("GET", f"{path}?{query}"))["content"]]

    assert types() == ["ORDERS", "SERVICE_REQUESTS", "ORDER"]
    assert types("entity_types=ORDERS&sort=NAME&order=ASC") == ["ORDER", "ORDERS"]
    action = f"{V1}/approval_requests/{asked[0].uuid.hex}/actions"
    assert bob("POST", action, {"action": "MAYBE"}).status_code == 400
    assert whole(bob("POST", action, {"action": "approve", "comments": "Fine"})) == {"id": str(asked[0].uuid)}
    assert bob("POST", action, {"action": "REJECT"}).status_code == 400
    asked[0].refresh_from_db()
    assert (asked[0].state, asked[0].decided_how, asked[0].comments) == ("ACCEPTED", How.API, "Fine")
    assert (types("state=APPROVED"), types("state=PENDING,REJECTED")) == (["ORDER"], ["ORDERS", "SERVICE_REQUESTS"])
    assert bob("GET", f"{path}?state=LOST").status_code == 400


def upload(bob: Customer, name: str, content: bytes) -> Any:
    file = BytesIO(content)
    file.name = name
    return Client().post(f"{V1}/upload/files", {"file": file}, headers=bob.headers)


def test_files_are_sent_fetched_and_taken_away(bob: Customer) -> None:
    id_ = whole(upload(bob, "letter.pdf", b"%PDF-1.4\n%%EOF"))["id"]
    path = f"{V1}/files/{id_.replace('-', '').upper()}"
    assert whole(bob("GET", path)) == whole(bob("GET", path, Accept="*/*")) == {"id": id_, "mime": "pdf"}
    decide(**{"crmcom_selfservice.mime_is_type": True})
    assert whole(bob("GET", path))["mime"] == "application/pdf"
    for answer in (bob("GET", path, Accept="application/pdf"), bob("GET", f"{V2}/files/{id_}")):
        assert b"".join(answer.streaming_content) == b"%PDF-1.4\n%%EOF"  # type: ignore[attr-defined]
        assert answer["Content-Disposition"] == 'attachment; filename="letter.pdf"'
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert whole(upload(bob, "run.exe", b"MZ"))["parameters"] == ["file"]
    huge = Client().post(f"{V1}/upload/files", b"", content_type="multipart/form-data; boundary=x",
                         headers=bob.headers, CONTENT_LENGTH=str(30 << 20))  # fmt: skip
    assert huge.status_code == 413
    broken = Client().post(f"{V1}/upload/files", b"--x", content_type="multipart/form-data", headers=bob.headers)
    assert broken.status_code == 400
    assert bob("DELETE", path).content == b""
    assert bob("GET", path).status_code == 400
    theirs = {"contact": bob.contact, "name": "a.txt", "actor": STAFF}
    given, hidden = (keep(content=_content(), shared=shared, **theirs) for shared in (True, False))
    assert bob("GET", f"{V1}/files/{given.uuid}").status_code == 200
    assert bob("DELETE", f"{V1}/files/{given.uuid}").status_code == 403
    assert bob("GET", f"{V1}/files/{hidden.uuid}").status_code == 400


def _content() -> Any:
    return ContentFile(b"hello", name="a.txt")


def test_documents_are_printed_once_and_mailed(bob: Customer) -> None:
    made = order(bob.contact)
    entity = {"type": "ORDERS", "id": made.uuid.hex}
    answers = [bob("POST", f"{V1}/printout", {"format": "PDF", "entity": entity}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert whole(answers[0]) == whole(answers[1])  # nothing changed, so it is the same file
    assert StoredFile.objects.count() == 1
    issue_invoice(order=made.pk, actor=STAFF)
    sent = bob("POST", f"{V1}/printout", {"format": "EMAIL", "entity": entity | {"type": "INVOICE"}})
    assert (sent.status_code, sent.content) == (204, b"")
    deliver()
    (letter,) = mail.outbox
    ((name, content, kind),) = letter.attachments  # type: ignore[misc]
    assert (letter.to, name, kind) == (["bob@example.org"], "Invoice 1.pdf", "application/pdf")
    assert content.startswith(b"%PDF-")  # type: ignore[union-attr]
    for wrong in ({"format": "WEB"}, {"entity": {"type": "SHOE", "id": "1"}}, {"entity": None}):
        assert bob("POST", f"{V1}/printout", {"format": "PDF", "entity": entity} | wrong).status_code == 400


@pytest.mark.parametrize("rows", [1, 3])
def test_as_many_statements_for_three_as_for_one(bob: Customer, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (sessions, apps, options):
        monkeypatch.setattr(module, "REMEMBERED", 60.0)
    for n in range(rows):
        messages.send(contact=bob.contact, channel="INAPP", subject=str(n), content="x", actor=STAFF)
        approvals.ask(contact=bob.contact, actor=STAFF, title=str(n))
    expected = {"": 2, "/demographics": 2, "/communications": 2, "/approval_requests": 2, "/preferences": 1}
    for path in expected:
        bob("GET", bob.me + path)
    found = {}
    for path in expected:
        with CaptureQueriesContext(connection) as statements:
            assert bob("GET", bob.me + path).status_code == 200
        found[path] = len(statements)
    assert found == expected
