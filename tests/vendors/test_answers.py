"""What each fake answers to the documented requests has the keys of the documented answers."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.vendors import fake
from tests.vendors.clients import client
from tests.vendors.conftest import Start
from tests.vendors.samples import sample, shape


def test_webinone_answers_as_documented(start: Start) -> None:
    vendor, web = start("webinone")
    made = web.post("/api/v2/admin/contacts", json=sample("webinone", "create-request"))
    assert shape(made.json()) == shape(sample("webinone", "create-answer"))
    path = f"/api/v2/admin/contacts/{made.json()['Id']}"
    assert shape(web.get(path).json()) == shape(sample("webinone", "get-answer"))
    assert shape(web.get("/api/v2/admin/contacts").json()) == shape(sample("webinone", "list-answer"))
    assert shape(web.put(path, json=sample("webinone", "update-request") | {"Id": 1}).json()) == shape(
        sample("webinone", "update-answer")
    )
    zones = [{"Id": 2, "Name": "string", "ExpiryDateTime": "2030-05-17T18:24:05.723Z"}]
    assert shape(web.put(f"{path}/secure-zones", json=zones).json()) == shape(sample("webinone", "zones-update-answer"))
    assert shape(web.get(f"{path}/secure-zones").json()) == shape(sample("webinone", "zones-answer"))
    set_password = web.put(f"{path}/set-password", json=sample("webinone", "set-password-request"))
    assert shape(set_password.json()) == shape(sample("webinone", "set-password-answer"))
    gone = web.delete(path)
    assert (gone.status_code, gone.content, web.get(path).status_code) == (204, b"", 404)
    assert vendor.ledger.unknown() == set()


def test_webinone_lists_by_where_order_offset_and_limit(start: Start) -> None:
    vendor, web = start("webinone")
    vendor.add(20, seed=1)
    vendor.edit(7, LastName="Sought")
    asked = {"Where": '{"LastName": "Sought"}', "Order_By": "Id", "Offset": "0", "Limit": "5"}
    found = web.get("/api/v2/admin/contacts", params=asked).json()
    assert ([one["Id"] for one in found["Items"]], found["TotalItemsCount"]) == ([7], 1)
    page = web.request("GET", "/api/v2/admin/contacts", json={"Where": {}, "Order_By": "Id", "Offset": 18, "Limit": 5})
    assert ([one["Id"] for one in page.json()["Items"]], page.json()["TotalItemsCount"]) == ([19, 20], 20)
    assert web.get("/api/v2/admin/contacts", params={"Where": '{"Shoe": 42}'}).status_code == 400


def test_selfservice_answers_as_documented(start: Start) -> None:
    vendor, web = start("crmcom_selfservice")
    base = "/self-service/v1/contacts"
    made = web.post(f"{base}/register", json=sample("crmcom_selfservice", "register-email-request"))
    whole = shape(sample("crmcom_selfservice", "authenticate-email-answer") | {"refresh_token": ""})
    whole["contact"] = shape(sample("crmcom_selfservice", "authenticate-device-answer")["contact"])
    assert shape(made.json()) == whole
    asked = {"provider": "EMAIL", "username": "johndoe@crm.com", "password": "12345"}
    session = web.post(f"{base}/authenticate", json=asked).json()
    assert shape(session) == whole
    again = web.post(f"{base}/refresh", json={"refresh_token": session["refresh_token"]})
    assert shape(again.json()) == whole
    path, token = f"{base}/{session['contact']['id']}", {"Authorization": again.json()["access_token"]}
    changed = web.put(path, json=sample("crmcom_selfservice", "update-request"), headers=token)
    assert changed.json() == {"id": session["contact"]["id"]}
    agreed = web.put(f"{path}/consents", json=sample("crmcom_selfservice", "consents-request"), headers=token)
    assert shape(agreed.json()) == shape(sample("crmcom_selfservice", "consents-answer"))
    shown = web.get(path, headers={"auth_token": again.json()["access_token"]}).json()
    assert (shown["company_name"], shown["consent_state"], shown["company_profile"]["number_of_employees"]) == (
        "Alpha Bravo", "ACCEPTED", 1)  # fmt: skip
    out = web.post(f"{path}/sign_out", headers=token)
    assert (out.status_code, out.content, web.get(path, headers=token).status_code) == (200, b"", 401)
    assert vendor.ledger.unknown() == set()


def test_selfservice_sends_codes_and_says_what_is_wrong(start: Start) -> None:
    vendor, web = start("crmcom_selfservice")
    (id,) = vendor.add(1)
    asked = web.post("/contacts/register", json=sample("crmcom_selfservice", "register-phone-request")).json()
    assert shape(asked) == shape(sample("crmcom_selfservice", "register-phone-answer"))
    given = {"credentials": [{"name": "AUTH_OTP", "value": asked["auth_otp"]}], "code": "246810"}
    session = web.post("/contacts/validate-otp", json=given).json()
    token = {"Authorization": f"Bearer {session['access_token']}"}
    refused = web.get(f"/contacts/{id}", headers=token)
    assert (refused.status_code, shape(refused.json())) == (
        403, {"status": None, "message": None, "error": None, "parameters": []})  # fmt: skip
    gone = web.delete(f"/contacts/{session['contact']['id']}", headers=token)
    assert (gone.status_code, gone.content, session["contact"]["id"] in vendor.contacts) == (200, b"", False)
    vendor.edit(id, _username="mine@example.org")
    taken = sample("crmcom_selfservice", "register-email-request")
    taken["identity"]["username"] = "mine@example.org"
    assert web.post("/contacts/register", json=taken).status_code == 400


def test_administrate_answers_as_documented(start: Start) -> None:
    vendor, web = start("administrate")
    path = "/api/v2/crm/contacts"
    made = web.post(path, json=sample("administrate", "create-request"))
    assert shape(made.json()) == shape(sample("administrate", "create-answer"))
    assert shape(web.get(f"{path}/1").json()) == shape(sample("administrate", "get-answer"))
    assert shape(web.get(path).json()) == shape(sample("administrate", "list-answer"))
    changed = web.put(f"{path}/1", json=sample("administrate", "update-request"))
    assert changed.json() == made.json() | sample("administrate", "update-request")
    gone = web.delete(f"{path}/1")
    assert (shape(gone.json()), gone.json()["is_deleted"]) == (shape(sample("administrate", "delete-answer")), True)
    assert (web.get(path).json(), web.delete(f"{path}/1").status_code) == ([], 404)
    assert vendor.ledger.unknown() == set()


def test_administrate_accepts_a_duplicate_and_says_so(start: Start) -> None:
    vendor, web = start("administrate")
    person = sample("administrate", "create-request") | {"email": "john@example.org"}
    answers = [web.post("/api/v2/crm/contacts", json=person) for _ in range(2)]
    assert [(one.status_code, one.headers.get("X-Duped-Email")) for one in answers] == [(200, None), (200, "yes")]
    assert [line.contact["email"] for line in vendor.ledger.creates() if line.contact] == ["john@example.org"] * 2


def test_administrate_filters_orders_and_pages(start: Start) -> None:
    vendor, web = start("administrate")
    vendor.add(12, seed=3)
    vendor.edit(5, import_ref="R-5", inactive=True)

    def ids(query: str) -> Any:
        answer = web.get(f"/api/v2/crm/contacts?{query}")
        return [one["id"] for one in answer.json()] if answer.status_code == 200 else answer.status_code

    assert ids("id__gt=9&_order=id&_limit=2") == [10, 11]
    assert ids("_order=-id&_limit=2") == [12, 11]
    assert ids("email=Person-3-4@example.org") == ids("import_ref=R-5") == ids("inactive__eq=true") == [5]
    assert ids("id__in=1,2,77") == [1, 2]
    assert ids("updated_on__gt=2020-01-01") == ids("id__near=5") == 400


def test_lightening_answers_as_documented(start: Start) -> None:
    vendor, web = start("lightening")
    made = web.post("/contact", json={"name": "Contact Name", "email": "a@example.org", "is_active": 1})
    assert made.json() == sample("lightening", "create-answer")
    assert shape(web.get("/contact?customer_id[]=1").json()) == shape(sample("lightening", "list-answer"))
    assert web.post("/contact/1", data={"name": "Other Name"}).json() == sample("lightening", "update-answer")
    assert web.get("/contact/1").json()["entity"]["name"] == "Other Name"
    assert web.post("/contact").json() == sample("lightening", "empty-create-answer")
    assert web.post("/contact/1").json() == sample("lightening", "empty-update-answer")
    assert web.get("/contact/1/delete").json() == sample("lightening", "delete-answer")
    assert web.get("/contact/1/delete").json() == sample("lightening", "not-found-answer")
    assert vendor.ledger.unknown() == set()


def test_lightening_says_which_field_is_wrong(start: Start) -> None:
    _, web = start("lightening")
    wrong = {"tel": "1" * 33, "is_active": "yes", "email": "nobody", "portal_password": "short", "create_method": "x"}
    answer = web.post("/contact", json=wrong)
    assert (answer.status_code, set(answer.json()["errors"])) == (200, {"name", *wrong})
    assert web.get("/contact").json() == {"errors": {"customer_id": "Field is required."}, "result": False}


@pytest.mark.parametrize("name", ["webinone", "crmcom_selfservice", "administrate", "lightening"])
def test_nobody_gets_in_without_credentials(start: Start, name: str) -> None:
    vendor, _ = start(name)
    (id,) = vendor.add(1)
    path = {"webinone": "/api/v2/admin/contacts", "crmcom_selfservice": f"/contacts/{id}",
            "administrate": "/api/v2/crm/contacts", "lightening": "/contact?customer_id=1"}[name]  # fmt: skip
    assert httpx.get(vendor.address + path, trust_env=False).status_code == 401
    assert [line.did for line in vendor.ledger.calls(path=path.partition("?")[0])] == [""]


def test_forgotten_and_ended_tokens_have_to_be_renewed(tmp_path: Path) -> None:
    with fake("webinone", tmp_path, token_life=0.2) as vendor:
        with client(vendor) as web:
            assert web.get("/api/v2/admin/contacts").status_code == 200
            vendor.forget_tokens()
            assert web.get("/api/v2/admin/contacts").status_code == 401
        with client(vendor) as web:
            statuses = [web.get("/api/v2/admin/contacts").status_code]
            while statuses[-1] == 200:
                statuses.append(web.get("/api/v2/admin/contacts").status_code)
            assert (statuses[0], statuses[-1]) == (200, 401)
