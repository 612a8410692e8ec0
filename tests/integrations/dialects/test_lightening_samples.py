"""The samples of seeds/004, replayed against the real server over a real socket."""

from collections.abc import Generator
from typing import Any

import pytest

from contacts.lookups.models import CostCentre
from tests.integrations.programs import Remote, credential, organisation, sample

CONTACT = {
    "name": "Contact Name", "email": "contact@example.org", "tel": "123456789", "tel1": "1234567890",
    "role": "User Role", "department": "Department name", "milestone": 1, "customer_portal_profile_id": 1,
    "is_active": 1, "portal_active": 1, "customer_id": 1,
}  # fmt: skip


@pytest.fixture
def program(transactional_db: None, served: str) -> Generator[Remote]:
    organisation(name="Name of the Customer", account="Customer account number")
    CostCentre.objects.create(number=7, name="Seven")
    with Remote(served, {"Authorization": ".".join(credential("lightening"))}) as remote:
        yield remote


def like(name: str) -> Any:
    return sample("lightening", f"004-line-{name}")


def test_the_document_passes_over_a_real_socket(program: Remote) -> None:
    created = program("POST", "/contact", CONTACT)
    id_ = created.json()["id"]
    assert created.status_code == 200
    assert created.json() == like("0093-create-answer") | {"id": id_}

    listed = program("GET", "/contact?customer_id=1").json()
    (entity,), (document,) = listed["entities"], like("0015-list-answer")["entities"]
    assert {key: type(value) for key, value in entity.items()} == {key: type(value) for key, value in document.items()}
    ours = {"id", "created_at", "updated_at", "email", "portal_profile"}  # the document has words there, and no values
    assert {k: v for k, v in entity.items() if k not in ours} == {k: v for k, v in document.items() if k not in ours}
    assert (listed["result"], list(entity)) == (True, list(document))

    updated = program("POST", f"/contact/{id_}", {"name": "Contact Name", "fax": "22 123456", "cost_center_id": 7})
    assert (updated.status_code, updated.json()) == (200, like("0143-update-answer"))
    entity = program("GET", f"/contact/{id_}").json()["entity"]
    assert (entity["fax"], entity["cost_center_id"], entity["cost_center_name"]) == ("22 123456", "7", "Seven")

    deleted = program("GET", f"/contact/{id_}/delete")
    assert (deleted.status_code, deleted.json()) == (200, like("0172-delete-answer"))
    assert program("GET", f"/contact/{id_}/delete").json() == like("0179-not-found-answer")


@pytest.mark.parametrize("body", [None, {}, {"unknown": 1}])
def test_an_empty_request_says_so(program: Remote, body: Any) -> None:
    empty = program("POST", "/contact", body)
    assert (empty.status_code, empty.json()) == (200, like("0101-empty-create-answer"))
    id_ = program("POST", "/contact", CONTACT).json()["id"]
    assert program("POST", f"/contact/{id_}", body).json() == like("0150-empty-update-answer")
