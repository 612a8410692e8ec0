"""The fake of CRM.COM's classic Web API against the samples of its document."""

from tests.vendors.clients import CLASSIC, classic_token
from tests.vendors.conftest import Start
from tests.vendors.samples import sample, shape


def test_classic_answers_as_documented(start: Start) -> None:
    vendor, web = start("crmcom_classic")
    token = classic_token(vendor, web)
    vendor.add(1)
    request = sample("crmcom_classic", "create-person-request") | {"token": token}
    request["relation_set"][0]["contact_information_identifier"] = {"id_number": "ID00000001"}
    made = web.post(f"{CLASSIC}/create", json=request).json()
    assert shape(made) == shape(sample("crmcom_classic", "create-person-answer"))
    by_id = {"token": token, "contact_information_identifier": f"id={made['data']['id']}"}
    shown = web.get(f"{CLASSIC}/show", params=by_id).json()
    assert shape(shown) == shape(sample("crmcom_classic", "show-answer"))
    assert shown["data"]["udf_string_8"] == "udf string 16"
    assert shown["data"]["addresses_set"][0]["type"] == "Home"
    assert shown["data"]["notes"].endswith(" Family")
    listed = web.get(f"{CLASSIC}/list", params={"token": token, "id_number": "AB112234"}).json()
    expected = shape(sample("crmcom_classic", "list-answer"))
    expected["data"][0]["relation_set"] = shape(listed["data"][0]["relation_set"])  # none in the sample
    assert shape(listed) == expected
    update = sample("crmcom_classic", "update-request") | {"token": token}
    update["contact_information_identifier"] = {"id": made["data"]["id"]}
    changed = web.post(f"{CLASSIC}/update", json=update).json()
    expected = shape(sample("crmcom_classic", "update-answer"))
    for name in ("privacy_level", "category", "relation_set", "emails_set", "addresses_set"):  # null or fewer there
        expected["data"][name] = shape(changed["data"][name])
    for name in ("demographics", "company_profile"):
        expected["data"][name] = shape(changed["data"][name])
    assert shape(changed) == expected
    assert [one["full_number"] for one in changed["data"]["phones_set"]] == ["005399849996"]
    assert vendor.ledger.unknown() == {"type "}


def test_classic_shows_companies_and_chosen_fields(start: Start) -> None:
    vendor, web = start("crmcom_classic")
    token = classic_token(vendor, web)
    vendor.add(1)
    request = sample("crmcom_classic", "create-company-request") | {"token": token}
    request["relation_set"][0]["contact_information_identifier"] = {"id_number": "ID00000001"}
    made = web.post(f"{CLASSIC}/create", json=request).json()
    assert shape(made) == shape(sample("crmcom_classic", "create-company-answer"))
    request = sample("crmcom_classic", "create-fields-request") | {"token": token}
    made = web.post(f"{CLASSIC}/create", json=request).json()
    assert shape(made) == shape(sample("crmcom_classic", "create-fields-answer"))
    assert made["status"] == {"message": "", "description": "", "code": "OK"}


def test_classic_says_in_the_code_what_is_wrong(start: Start) -> None:
    vendor, web = start("crmcom_classic")
    token = classic_token(vendor, web)
    without = web.get(f"{CLASSIC}/list", params={"token": token})
    unknown = web.get(f"{CLASSIC}/show", params={"token": token, "contact_information_identifier": "id=0"})
    unsaid = web.post(f"{CLASSIC}/create", json={"token": token, "type": "PERSON", "first_name": "Ada"})
    vendor.forget_tokens()
    forgotten = web.get(f"{CLASSIC}/list", params={"token": token, "id_number": "1"})
    answers = [without, unknown, unsaid, forgotten]
    assert [one.status_code for one in answers] == [200] * 4
    assert [one.json()["status"]["code"].rpartition(".")[2] for one in answers] == [
        "MANDATORYPARAMETEREXCEPTION", "NOTFOUNDEXCEPTION", "INVALIDPARAMETEREXCEPTION", "INVALIDTOKENEXCEPTION",
    ]  # fmt: skip
