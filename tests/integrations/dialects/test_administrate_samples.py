"""The samples of seeds/003, replayed against the real server over a real socket."""

from collections.abc import Generator
from typing import Any

import pytest

from contacts.directory import operations as door
from contacts.lookups.models import CustomField, CustomFieldGroup
from contacts.record.parsing.parse import parse_patch
from tests.integrations.programs import STAFF, Remote, basic, credential, organisation, sample

CONTACTS = "/api/v2/crm/contacts"
OURS = {"id", "created_on"}  # what cannot be the same as in a document


@pytest.fixture
def program(transactional_db: None, served: str) -> Generator[Remote]:
    organisation()
    group = CustomFieldGroup.objects.create(alias="course", name="Course")
    for alias, type_ in (("field_1", "text"), ("field_2", "multichoice"), ("field_319", "integer")):
        choices = ["Red", "Blue"] if type_ == "multichoice" else []
        CustomField.objects.create(group=group, alias=alias, label=alias, type=type_, choices=choices)
    with Remote(served, basic(*credential("administrate", organisation=1))) as remote:
        yield remote


def assert_like(answer: dict[str, Any], document: dict[str, Any], *, but: set[str] = OURS) -> None:
    """Every key with the value and the type of the document, but for what is ours."""
    shown = dict(answer)
    if "custom_fields" in shown:  # one more than the document's is defined here
        shown["custom_fields"] = {k: v for k, v in shown["custom_fields"].items() if k != "field_319"}
    assert {k: v for k, v in shown.items() if k not in but} == {k: v for k, v in document.items() if k not in but}
    assert {k: type(v) for k, v in shown.items()} == {k: type(v) for k, v in document.items()}


def test_the_document_passes_over_a_real_socket(program: Remote) -> None:
    created = program("POST", CONTACTS, sample("administrate", "003-line-0297-create-request"))
    assert created.status_code == 200
    assert_like(created.json(), sample("administrate", "003-line-0316-create-answer"))
    item = f"{CONTACTS}/{created.json()['id']}"

    got = program("GET", item)
    assert (got.status_code, got.json()) == (200, created.json())
    assert_like(got.json(), sample("administrate", "003-line-0089-get-answer"))

    bob = program("POST", CONTACTS, {"first_name": "Bob", "last_name": "Bobson", "account_id": 1, "inactive": True})
    listed = program("GET", CONTACTS)
    assert (listed.status_code, bob.status_code, len(listed.json())) == (200, 200, 2)
    for answer, document in zip(listed.json(), sample("administrate", "003-line-0178-list-answer"), strict=True):
        assert_like(answer, document)

    updated = program("PUT", item, sample("administrate", "003-line-0393-update-request"))
    assert updated.status_code == 200
    assert_like(updated.json(), sample("administrate", "003-line-0412-update-answer"))

    program("PUT", item, {"first_name": "John"})
    deleted = program("DELETE", item)
    assert deleted.status_code == 200
    assert_like(deleted.json(), sample("administrate", "003-line-0501-delete-answer"))
    assert program("DELETE", item).status_code == 404


def test_the_documents_filter_on_a_custom_field(program: Remote) -> None:
    """Line 273."""
    ada = door.create(patch=parse_patch({"last_name": "King", "custom": {"course": {"field_319": 10}}}), actor=STAFF)
    door.create(patch=parse_patch({"last_name": "Smith", "custom": {"course": {"field_319": 11}}}), actor=STAFF)
    found = program("GET", f"{CONTACTS}?custom_fields.field_319__eq=10")
    assert [one["id"] for one in found.json()] == [ada.record.id]
