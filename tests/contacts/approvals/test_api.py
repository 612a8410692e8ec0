"""Programs ask, read and withdraw."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from contacts.approvals.models import ApprovalRequest
from tests.contacts.api.conftest import Program, api, caches_last, program_with
from tests.contacts.approvals.conftest import ask
from tests.contacts.portal.post import link
from tests.contacts.staff.people.conftest import make

__all__ = ["api", "caches_last", "program_with"]
pytestmark = pytest.mark.django_db
ORDER = {"entity": {"type": "ORDERS", "id": 17, "reference": "CO1234"}}


def test_a_program_asks_and_reads(api: Program, bob: int) -> None:
    answer = api.post(f"contacts/{bob}/approval-requests", ORDER)
    told = answer.json()
    assert (answer.status_code, answer["Location"]) == (
        201, f"http://testserver/api/v1/approval-requests/{told['id']}",
    )  # fmt: skip
    assert told == {
        "id": told["id"], "uuid": told["uuid"], "contact": bob,
        "entity": {"type": "ORDERS", "id": "17", "reference": "CO1234"}, "title": "Order CO1234", "text": "",
        "state": "PENDING", "created_at": told["created_at"], "updated_at": told["created_at"],
        "scheduled_at": told["created_at"], "expires_at": told["expires_at"], "reminded_at": None, "decided_at": None,
        "decided_how": "", "decided_by": "", "comments": "",
        "actor": {"kind": "api_key", "id": told["actor"]["id"], "label": "Shop"},
    }  # fmt: skip
    assert link().startswith("/portal/approve/?token=")
    assert api.get(f"approval-requests/{told['uuid']}").json() == told
    assert api.get(f"contacts/{bob}/approval-requests?count=true").json() == {
        "results": [told],
        "next": None,
        "count": 1,
    }


def test_a_repeat_asks_once_and_withdrawing_is_done_once(api: Program, bob: int) -> None:
    ids = {api.post(f"contacts/{bob}/approval-requests", ORDER, Idempotency_Key="k").json()["id"] for _ in range(2)}
    assert len(ids) == ApprovalRequest.objects.count() == 1
    path = f"approval-requests/{ids.pop()}/withdraw"
    assert (api.post(path).json()["state"], api.post(path).status_code) == ("WITHDRAWN", 409)


def test_lists_are_paged_and_narrowed(api: Program, bob: int) -> None:
    ids = [ask(bob, entity_type=type_).pk for type_ in ("ORDERS", "OTHER", "ORDERS")]
    path = f"contacts/{bob}/approval-requests"
    page = api.get(f"{path}?limit=2").json()
    rest = api.client.get(page["next"], headers={"Authorization": f"Bearer {api.key}"}).json()
    assert [[row["id"] for row in one["results"]] for one in (page, rest)] == [ids[:0:-1], ids[:1]]
    assert [row["id"] for row in api.get(f"{path}?entity_type=ORDER&state=PENDING").json()["results"]] == ids[::-2]
    assert [api.get(f"{path}?{wrong}").status_code for wrong in ("state=OPEN", "page=2", "after=x")] == [400] * 3


@pytest.mark.parametrize(
    ("body", "path"),
    [({}, "title"), ({**ORDER, "state": "ACCEPTED"}, "state"), ({"entity": {"kind": "x"}}, "entity.kind"),
     ({**ORDER, "expires_at": "2020-01-01T00:00:00Z"}, "expires_at"), ({**ORDER, "title": "x" * 201}, "title")],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_place(api: Program, bob: int, body: dict[str, Any], path: str) -> None:
    answer = api.post(f"contacts/{bob}/approval-requests", body)
    assert (answer.status_code, [fault["path"] for fault in answer.json()["errors"]]) == (400, [path])
    assert not ApprovalRequest.objects.exists()


def test_scopes_are_needed_and_unknown_ids_are_not_found(
    program_with: Callable[..., Program], api: Program, bob: int
) -> None:
    row, path = ask(bob), f"contacts/{bob}/approval-requests"
    reader, other = program_with("approvals:read"), program_with("contacts:read", "contacts:write")
    assert [reader.get(path).status_code, reader.post(path, ORDER).status_code] == [200, 403]
    assert reader.post(f"approval-requests/{row.pk}/withdraw").status_code == 403
    assert [other.get(path).status_code, other.get(f"approval-requests/{row.pk}").status_code] == [403, 403]
    unknown = ("approval-requests/0", "approval-requests/x", "contacts/999999/approval-requests")
    assert [api.get(one).status_code for one in unknown] == [404, 404, 404]
    assert api.post("contacts/999999/approval-requests", ORDER).status_code == 404


def test_statements_do_not_grow_with_rows(api: Program, queries: Any) -> None:
    counts = []
    api.get("contacts?limit=1")  # the key is known from here on
    for rows in (1, 3):
        contact = make(first_name="Bob")
        for _ in range(rows):
            ask(contact)
        with queries(connection) as seen:
            assert len(api.get(f"contacts/{contact}/approval-requests").json()["results"]) == rows
        counts.append(len(seen))
    assert counts[0] == counts[1]
