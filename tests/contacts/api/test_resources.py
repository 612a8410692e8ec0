"""History, the feed, zones, look-ups, custom fields, keys and imports."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.api.resources.lookups import RESOURCES
from contacts.directory import operations as door
from contacts.directory.proving import prove
from contacts.imports import running
from contacts.imports.models import Import
from contacts.lookups import models
from contacts.record.changing import diff
from contacts.record.parsing.parse import parse_patch
from contacts.zones.models import Zone
from tests.contacts.api.conftest import STAFF, Program

ADA: dict[str, Any] = {"first_name": "Ada", "last_name": "King", "emails": [{"email": "ada@example.org"}]}


def test_the_history_tells_who_did_what_by_which_door(api: Program) -> None:
    contact = api.post("contacts", ADA).json()
    path = f"contacts/{contact['id']}"
    api.patch(path, {"title": "Dr"}, If_Match="*")
    door.update(contact=contact["id"], patch=parse_patch({"title": "Prof"}), actor=STAFF)
    entries = api.get(f"{path}/history?count=true").json()
    assert (entries["count"], entries["next"]) == (3, None)
    told = [
        (e["revision"], e["action"], e["actor"]["kind"], e["actor"]["label"], e["door"]) for e in entries["results"]
    ]
    assert told == [
        (3, "updated", "staff", "Ada", "desk"),
        (2, "updated", "api_key", "Shop", "api"),
        (1, "created", "api_key", "Shop", "api"),
    ]
    changes = {c["path"]: (c["old"], c["new"]) for c in entries["results"][1]["changes"]}
    assert changes["title"] == ("", "Dr")
    first = api.get(f"{path}/history?limit=2").json()
    rest = api.get(first["next"].removeprefix("http://testserver/api/v1/")).json()
    assert [e["revision"] for e in first["results"] + rest["results"]] == [3, 2, 1]


def test_each_value_tells_who_set_it_when_and_by_which_door(api: Program) -> None:
    contact = api.post("contacts", ADA).json()
    path, email = f"contacts/{contact['id']}", contact["emails"][0]["id"]
    door.update(contact=contact["id"], patch=parse_patch({"title": "Prof"}), actor=STAFF)
    newest = api.get(path).json()["updated_at"]
    with CaptureQueriesContext(connection) as few:
        answer = api.get(f"{path}/origins")
    told = answer.json()["origins"]
    assert answer["ETag"] == '"2"'
    assert told["title"] == {
        "revision": 2,
        "at": newest,
        "actor": {"kind": "staff", "id": STAFF.id, "label": "Ada"},
        "door": "desk",
        "door_detail": "",
    }
    assert (told[f"emails.{email}.email"]["revision"], told["last_name"]["actor"]["label"]) == (1, "Shop")
    for number in range(5):
        door.update(contact=contact["id"], patch=parse_patch({"status": f"Step {number}"}), actor=STAFF)
    with CaptureQueriesContext(connection) as many:
        assert api.get(f"{path}/origins").json()["origins"]["status"]["revision"] == 7
    assert len(many) == len(few)
    assert api.get("contacts/999999/origins").status_code == 404


def test_the_history_and_the_feed_never_tell_a_number(api: Program) -> None:
    contact = api.post("contacts", ADA | {"demographics": {"id_card": {"number": "CANARY778"}}}).json()
    path = f"contacts/{contact['id']}"
    api.patch(path, {"demographics": {"id_card": {"number": "CANARY779"}}}, If_Match="*")
    for answer in (api.get(path), api.get(f"{path}/history"), api.get("changes"), api.get("contacts")):
        assert b"CANARY" not in answer.content
    assert api.get(f"{path}/numbers").json() == {"numbers": {"id_card": "CANARY779"}}


@pytest.mark.django_db(transaction=True)  # the feed shows what is committed
def test_the_feed_is_followed_without_gap_or_repeat(api: Program) -> None:
    ids = [api.post("contacts", ADA).json()["id"] for _ in range(3)]
    api.delete(f"contacts/{ids[0]}")
    seen, cursor = [], ""
    while True:
        page = api.get(f"changes?limit=2&after={cursor}").json()
        seen += [(e["contact"], e["action"]) for e in page["results"]]
        cursor = page["cursor"]
        if page["next"] is None:
            break
    assert seen == [*((id_, "created") for id_ in ids), (ids[0], "archived")]
    assert api.get(f"changes?after={cursor}").json() == {"results": [], "next": None, "cursor": cursor}
    api.post(f"contacts/{ids[0]}/restore")
    assert [e["action"] for e in api.get(f"changes?after={cursor}").json()["results"]] == ["restored"]
    assert api.get("changes?after=x").json()["errors"][0]["path"] == "after"


@pytest.mark.django_db(transaction=True)
def test_a_replica_that_only_follows_the_feed_equals_the_source(api: Program) -> None:
    ids = [api.post("contacts", ADA).json()["id"] for _ in range(2)]
    for id_, name in ((ids[0], "Grace"), (ids[1], "Mary"), (ids[0], "Joan")):
        api.patch(f"contacts/{id_}", {"first_name": name}, **{"If-Match": "*"})
    api.delete(f"contacts/{ids[1]}")
    source = {id_: api.get(f"contacts/{id_}").json() for id_ in ids}
    by_changes: dict[int, Any] = {}
    for entry in api.get("changes").json()["results"]:
        changes = {one["path"]: [one["old"], one["new"]] for one in entry["changes"]}
        body = diff.replay(by_changes.get(entry["contact"]), changes)
        by_changes[entry["contact"]] = body | {"revision": entry["revision"], "updated_at": entry["at"]}
    assert by_changes == source
    shown = api.get("changes?show=contacts").json()["results"]
    assert {entry["contact"]: entry["record"] for entry in shown} == source
    assert not {"changes"} & set(shown[0])
    bare = api.get("changes?show=ids").json()["results"]
    assert [(e["contact"], e["action"]) for e in bare] == [(e["contact"], e["action"]) for e in shown]
    assert not {"changes", "record"} & set(bare[0])
    assert api.get("changes?show=all").json()["errors"][0]["path"] == "show"


@pytest.mark.parametrize("show", ["changes", "contacts", "ids"])
def test_the_feed_takes_as_many_statements_for_one_as_for_three(api: Program, show: str) -> None:
    for _ in range(3):
        api.post("contacts", ADA)
    counts = []
    for limit in (1, 3):
        with CaptureQueriesContext(connection) as seen:
            api.get(f"changes?show={show}&limit={limit}")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_zones_are_granted_until_a_time_and_taken_away(api: Program) -> None:
    zone = api.post("zones", {"name": "Members", "code": "M"}).json()
    path = f"contacts/{api.post('contacts', ADA).json()['id']}/zones"
    until = timezone.now() + dt.timedelta(days=1)
    granted = api.post(path, {"zone": "members", "expires_at": until.isoformat()})
    assert granted.status_code == 201, granted.content
    assert (granted.json()["id"], granted.json()["name"], granted.json()["is_expired"]) == (
        zone["id"],
        "Members",
        False,
    )
    past = timezone.now() - dt.timedelta(days=1)
    assert api.post(path, {"zone": "M", "expires_at": past.isoformat()}).json()["is_expired"] is True
    assert [g["is_expired"] for g in api.get(path).json()["results"]] == [True]
    assert api.delete(f"zones/{zone['id']}").status_code == 409
    assert api.delete(f"{path}/{zone['id']}").status_code == 204
    assert api.delete(f"{path}/{zone['id']}").status_code == 404
    assert api.delete(f"zones/{zone['id']}").status_code == 204
    assert api.post(path, {"zone": "Nowhere"}).json()["errors"][0]["path"] == "zone"
    assert api.post(path, {}).json()["errors"][0] | {"message": ""} == {
        "path": "zone",
        "code": "required",
        "message": "",
    }
    assert api.post(path, {"zone": 1, "expires_at": "soon"}).json()["errors"][0]["path"] == "expires_at"
    assert api.post(path, {"zone": 1, "expires_at": "2026-01-01T00:00:00"}).json()["errors"][0]["path"] == "expires_at"


def test_a_renamed_zone_is_renamed_in_its_members(api: Program) -> None:
    zone = api.post("zones", {"name": "Members"}).json()
    contact = api.post("contacts", ADA | {"zones": [{"id": zone["id"]}]}).json()
    assert api.patch(f"zones/{zone['id']}", {"name": "Friends"}).status_code == 200
    assert api.get(f"contacts/{contact['id']}").json()["zones"][0]["name"] == "Friends"
    assert list(prove()) == []


@pytest.mark.parametrize("name", [name for name in RESOURCES if name != "custom-fields"])
def test_every_look_up_is_listed_made_changed_and_removed(api: Program, name: str) -> None:
    key = "alias" if name == "custom-field-groups" else "name"
    more = {"custom-field-groups": {"name": "Facts"}, "cost-centres": {"number": 7}}.get(name, {})
    made = api.post(name, {key: "alpha", **more})
    assert made.status_code == 201, made.content
    row = made.json()
    path = f"{name}/{row['id']}"
    assert made["Location"].endswith(path)
    assert api.get(path).json() == row
    assert row in api.get(f"{name}?{key}=alpha&count=true").json()["results"]
    assert api.get(f"{name}?{key}__icontains=LPH").json()["results"] == [row]
    changed = api.patch(path, {"name": "Beta"})
    assert (changed.status_code, changed.json()) == (200, row | {"name": "Beta"})
    assert api.put(path, changed.json()).json() == changed.json()
    assert api.post(name, {key: "x" * 201, **more}).json()["errors"][0]["path"] == key
    assert api.post(name, {key: 5, **more}).json()["errors"][0]["path"] == key
    assert api.post(name, {key: "a\x00b", **more}).json()["errors"][0]["code"] == "invalid_text"
    assert api.post(name, {}).status_code == 400
    assert api.post(name, {"shoe": 1}).json()["errors"][0]["path"] == "shoe"
    assert api.get(f"{name}?shoe=1").json()["errors"][0]["path"] == "shoe"
    assert api.delete(path).status_code == 204
    assert [api.call(method, path, {}).status_code for method in ("GET", "PATCH", "PUT", "DELETE")] == [404] * 4


def test_names_are_unique_without_regard_to_case(api: Program) -> None:
    api.post("categories", {"name": "Gold"})
    again = api.post("categories", {"name": "GOLD"})
    assert (again.status_code, again.json()["errors"][0]["path"]) == (400, "name"), again.content


def test_a_row_in_use_stays(api: Program) -> None:
    category = api.post("categories", {"name": "Gold"}).json()["id"]
    api.post("contacts", ADA | {"category": "gold"})
    refused = api.delete(f"categories/{category}")
    assert (refused.status_code, refused.json()["uses"]) == (409, [{"what": "contact", "count": 1}])


@pytest.mark.parametrize("count", [1, 3, 100])
def test_a_list_of_look_ups_takes_the_same_statements(api: Program, count: int) -> None:
    organisation = models.Organisation.objects.create(name="Acme")
    for n in range(count):
        models.Branch.objects.create(name=f"Branch {n}", organisation=organisation)
    api.get("branches")
    with CaptureQueriesContext(connection) as asked:
        assert len(api.get("branches").json()["results"]) == count
    assert len(asked) == 1


def test_custom_fields_are_made_and_used_and_keep_their_meaning(api: Program) -> None:
    group = api.post("custom-field-groups", {"alias": "facts", "name": "Facts"}).json()["id"]
    colour = {"group": group, "alias": "colour", "label": "Colour", "type": "choice", "choices": ["Red", "Blue"]}
    made = api.post("custom-fields", colour)
    assert made.status_code == 201, made.content
    path = f"custom-fields/{made.json()['id']}"
    contact = api.post("contacts", ADA | {"custom": {"facts": {"colour": "red"}}})
    assert contact.json()["custom"] == {"facts": {"colour": "Red"}}
    assert len(api.get("contacts?custom.facts.colour=Red").json()["results"]) == 1
    for change, field in (
        ({"type": "text", "choices": []}, "type"),
        ({"part": "emails"}, "part"),
        ({"alias": "color"}, "alias"),
        ({"choices": ["Blue"]}, "choices"),
        ({"choices": []}, "choices"),
        ({"choices": ["Red", "red"]}, "choices"),
        ({"choices": "Red"}, "choices"),
        ({"type": "shoe"}, "type"),
        ({"group": 999}, "group"),
    ):
        answer = api.patch(path, change)
        assert answer.status_code == 400, (change, answer.content)
        assert field in [error["path"] for error in answer.json()["errors"]], change
    assert api.patch(path, {"choices": ["Red"]}).json()["choices"] == ["Red"]
    assert api.delete(path).status_code == 409
    assert api.post("custom-fields", colour | {"alias": "1x"}).json()["errors"][0]["path"] == "alias"


def test_a_key_issues_no_more_than_it_may_and_is_shown_once(api: Program) -> None:
    made = api.post("api-keys", {"name": "Till", "scopes": ["contacts:read", "keys:manage"]}, Idempotency_Key="k")
    assert made.status_code == 201, made.content
    till = Program(made.json()["key"])
    assert till.get("contacts").status_code == 200
    listed = api.get("api-keys").content + api.get(f"api-keys/{made.json()['id']}").content
    assert made.json()["key"].encode() not in listed
    beyond = till.post("api-keys", {"name": "Thief", "scopes": ["contacts:write"]})
    assert beyond.json()["errors"][0]["path"] == "scopes[0]"
    for body, path in (
        ({"name": "x"}, "scopes"),
        ({"name": "x", "scopes": ["shoe"]}, "scopes[0]"),
        ({"name": "", "scopes": ["contacts:read"]}, "name"),
        ({"name": "x", "scopes": ["contacts:read"], "per_minute": "9"}, "per_minute"),
        ({"name": "x", "scopes": ["contacts:read"], "expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"name": "x", "scopes": ["contacts:read"], "shoe": 1}, "shoe"),
    ):
        answer = api.post("api-keys", body)
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, path)
    assert api.delete(f"api-keys/{made.json()['id']}").status_code == 204
    assert till.get("contacts").status_code == 401
    assert api.get(f"api-keys/{made.json()['id']}").json()["revoked_at"] is not None
    assert api.delete("api-keys/999").status_code == 404


CSV = "First name,Last name,Email\nAda,King,ada@example.org\nBob,,not an address\n"


def upload(api: Program, content: str = CSV, **form: str) -> Any:
    file = SimpleUploadedFile("people.csv", content.encode(), "text/csv")
    headers = {"Authorization": f"Bearer {api.key}"}
    token = form.pop("token", "")
    return api.client.post(
        "/api/v1/imports", {"file": file, **form}, headers=headers | ({"Idempotency-Key": token} if token else {})
    )


def test_a_file_is_taken_in_and_every_row_accounted_for(api: Program) -> None:
    begun = upload(api, match="email", token="k")
    assert begun.status_code == 202, begun.content
    source = begun.json()
    assert (source["state"], source["match"]) == ("waiting", ["email"])
    assert upload(api, match="email", token="k").json()["id"] == source["id"]
    assert upload(api, CSV + "Eve,,\n", match="email", token="k").status_code == 422
    running.run(source["id"])
    path = f"imports/{source['id']}"
    done = api.get(path).json()
    assert (done["state"], done["read"], done["created"], done["refused"]) == ("done", 2, 1, 1)
    assert [row["outcome"] for row in done["rows"]] == ["created", "refused"]
    assert done["rows"][1]["errors"][0]["column"] == "Email"
    assert [row["number"] for row in api.get(f"{path}?outcome=refused").json()["rows"]] == [
        3
    ]  # as a spreadsheet counts
    page = api.get(f"{path}?limit=1").json()
    assert page["next"].endswith(f"{path}?limit=1&after=2")
    contact = done["rows"][0]["contact"]
    entry = api.get(f"contacts/{contact}/history").json()["results"][0]
    assert (entry["door"], entry["door_detail"], entry["actor"]["label"]) == ("import", "people.csv", "Shop")
    assert [one["id"] for one in api.get("imports").json()["results"]] == [source["id"]]


@pytest.mark.parametrize(
    ("form", "path"),
    [
        ({"match": "shoe"}, "match"),
        ({"mapping": "{"}, "mapping"),
        ({"mapping": "[]"}, "mapping"),
        ({"mapping": json.dumps({"Shoe": "first_name"})}, "mapping.Shoe"),
        ({"dry_run": "perhaps"}, "dry_run"),
        ({"shoe": "1"}, "shoe"),
    ],
)
def test_a_file_that_cannot_begin_leaves_nothing(api: Program, form: dict[str, str], path: str) -> None:
    answer = upload(api, **form)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, path), answer.content
    assert not Import.objects.exists()


def test_each_key_of_a_body_that_does_not_fit_is_named_in_plain_words(api: Program) -> None:
    body = {"purpose": "dancing", "channel": 5, "shoe": 1}
    answer = api.post("contacts/1/consents", body)
    assert {error["path"]: error["message"] for error in answer.json()["errors"]} == {
        "purpose": "Invalid choice 'dancing'. Expected one of data_use, marketing, affiliate_marketing, third_party,"
        " service.",
        "channel": "Expected text, got a whole number.",
        "shoe": "There is no field 'shoe' here.",
        "state": "This key is required.",
    }
    assert api.post("contacts/1/consents", []).json()["errors"] == [
        {"path": "", "code": "invalid", "message": "Expected an object with keys, got a list."}
    ]


def test_something_else_than_a_file_is_refused(api: Program) -> None:
    assert api.post("imports", {}).status_code == 415
    assert upload(api, "\x00\x01\x02").json()["errors"][0]["path"] == "file"
    assert api.get("imports/999").status_code == 404


@pytest.mark.parametrize("kind", ["multipart/form-data", f"multipart/form-data; boundary={'x' * 300}"])
def test_a_form_that_cannot_be_taken_apart_is_told_as_any_other_fault(api: Program, kind: str) -> None:
    headers = {"Authorization": f"Bearer {api.key}"}
    answer = api.client.post("/api/v1/imports", b"--x--", content_type=kind, headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["detail"].startswith("The multipart/form-data body cannot be read: Invalid boundary")


def test_zone_rows_are_listed_with_the_others(api: Program) -> None:
    Zone.objects.create(name="Members")
    assert [zone["name"] for zone in api.get("zones").json()["results"]] == ["Members"]
