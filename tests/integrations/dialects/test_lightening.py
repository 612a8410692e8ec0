"""What the document of seeds/004 leaves open, and what it must never open."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.access.accounts.models import Account
from contacts.directory import operations as door
from contacts.directory.reading import snapshots
from contacts.lookups.models import Organisation, Vendor
from contacts.options import operations as options
from contacts.options import queries as option_values
from contacts.record.parsing.parse import parse_patch
from integrations.dialects.lightening.options import DELETED_IS_TRUE
from tests.integrations.programs import STAFF, Program, credential, organisation, whole

Make = Callable[..., Program]
NOT_FOUND = {"msg": "Entity not found.", "result": False}


@pytest.fixture
def program_with(db: None) -> Make:
    organisation(custom_identifier="FIRST")
    return lambda **values: Program({"Authorization": ".".join(credential("lightening", **values))})


@pytest.fixture
def program(program_with: Make) -> Program:
    return program_with()


def made(**values: Any) -> int:
    said = {"last_name": "King", "affiliations": [{"organisation": 1}]} | values
    return door.create(patch=parse_patch(said), actor=STAFF).record.id


def ids(program: Program, query: str) -> list[str]:
    return [entity["id"] for entity in whole(program("GET", f"/contact?{query}"))["entities"]]


def test_customers_are_named_in_four_spellings(program: Program) -> None:
    second, third = (Organisation.objects.create(name=name).pk for name in ("Second", "Third"))
    ada, bob = str(made()), str(made(affiliations=[{"organisation": second}]))
    made(affiliations=[{"organisation": third}])
    for query in (
        f"customer_id=1&customer_id={second}", f"customer_id[]=1&customer_id[]={second}", f"customer_id=1,{second}",
        f"customer_id[0]=1&customer_id[1]={second}", f"customer_id=1,{second},999",
    ):  # fmt: skip
        assert ids(program, query) == [ada, bob], query
    for query in ("", "customer_id=", "customer_id[]=", "other=1"):
        expected = {"errors": {"customer_id": "Field is required."}, "result": False}
        assert whole(program("GET", f"/contact?{query}")) == expected
    for query in ("customer_id=x", "customer_id=1;drop", "customer_id=-1", f"customer_id={'9' * 30}"):
        assert list(whole(program("GET", f"/contact?{query}"))["errors"]) == ["customer_id"], query


def test_a_new_contact_belongs_to_the_customer_named_or_the_programs_own(program_with: Make) -> None:
    second = Organisation.objects.create(name="Second", custom_identifier="SECOND").pk
    for more, own, expected in (
        ({"customer_id": second}, 1, second), ({"customer_id": str(second)}, None, second),
        ({"customer_custom_identifier": "SECOND"}, 1, second), ({}, second, second),
    ):  # fmt: skip
        program = program_with(organisation=own)
        id_ = whole(program("POST", "/contact", {"name": "Ada"} | more))["id"]
        assert whole(program("GET", f"/contact/{id_}"))["entity"]["customer_id"] == expected
    for more, field in (({}, "customer_id"), ({"customer_id": 99}, "customer_id"),
                        ({"customer_custom_identifier": "NONE"}, "customer_custom_identifier")):  # fmt: skip
        assert list(whole(program_with()("POST", "/contact", {"name": "Ada"} | more))["errors"]) == [field]


def test_a_value_that_breaks_a_rule_is_named(program: Program) -> None:
    for sent, field in (
        ({"name": ""}, "name"), ({"name": "x" * 65}, "name"), ({"create_method": 1}, "create_method"),
        ({"email": "nobody"}, "email"), ({"email": f"{'a' * 186}@e.org"}, "email"), ({"tel": "1" * 33}, "tel"),
        ({"role": "x" * 33}, "role"), ({"department": "x" * 65}, "department"), ({"is_active": 2}, "is_active"),
        ({"milestone": "perhaps"}, "milestone"), ({"customer_portal_profile_id": 2**32}, "customer_portal_profile_id"),
        ({"cost_center_id": "x"}, "cost_center_id"), ({"locale": "not a locale"}, "locale"),
        ({"customer_custom_identifier": "x" * 17}, "customer_custom_identifier"),
        ({"portal_password": "x" * 7}, "portal_password"), ({"portal_password": "x" * 33}, "portal_password"),
        ({"portal_password": "password1234", "email": "a@example.org"}, "portal_password"),
        ({"portal_password": "Lisboa ao fim"}, "email"),
    ):  # fmt: skip
        answer = program("POST", "/contact", {"name": "Ada", "customer_id": 1} | sent)
        assert (answer.status_code, set(whole(answer))) == (200, {"errors", "result"}), (sent, whole(answer))
        assert list(whole(answer)["errors"]) == [field]
    answer = program("POST", "/contact", {"email": "x", "create_method": 1, "customer_id": 1})
    assert set(whole(answer)["errors"]) == {
        "name", "create_method", "email"
    }  # fmt: skip
    assert whole(program("POST", f"/contact/{made()}", {"tel": "22 123456"})) == {
        "errors": {"name": "Field is required."}, "result": False,
    }  # fmt: skip


def test_lengths_are_counted_in_characters(program: Program) -> None:
    assert whole(program("POST", "/contact", {"name": "Ж" * 64, "customer_id": 1}))["result"] is True


def test_forms_are_taken_as_json_is(program: Program) -> None:
    body = "name=Ada+King&customer_id=1&is_active=0&tel=22+123456"
    answer = program.client.generic(
        "POST", "/contact", body, content_type="application/x-www-form-urlencoded", headers=program.headers
    )
    entity = whole(program("GET", f"/contact/{whole(answer)['id']}"))["entity"]
    assert (entity["name"], entity["is_active"], entity["tel"]) == ("Ada King", "0", "22 123456")


def test_a_name_given_whole_is_remembered_so(program: Program) -> None:
    id_ = whole(program("POST", "/contact", {"name": "Jan van der Berg", "customer_id": 1}))["id"]
    record = snapshots.records([int(id_)])[int(id_)]
    assert (record.first_name, record.last_name, record.display_name) == ("Jan van der", "Berg", "Jan van der Berg")
    door.update(contact=int(id_), patch=parse_patch({"first_name": "Jan", "last_name": "van der Berg"}), actor=STAFF)
    program("POST", f"/contact/{id_}", {"name": "Jan van der Berg", "role": "Buyer"})
    assert snapshots.records([int(id_)])[int(id_)].last_name == "van der Berg"


def test_a_portal_password_opens_an_account(program: Program) -> None:
    said = {"name": "Ada", "customer_id": 1, "email": "ada@example.org", "portal_password": "€" * 31 + "Ж"}
    answer = program("POST", "/contact", said)
    id_ = int(whole(answer)["id"])
    account = Account.objects.get(contact=id_)
    assert check_password(said["portal_password"], account.password)
    assert [one.key for one in account.identities.all()] == ["ada@example.org"]
    assert whole(program("GET", f"/contact/{id_}"))["entity"]["portal_active"] == "1"
    for flag, is_active in ((0, False), (1, True)):
        program("POST", f"/contact/{id_}", {"name": "Ada", "portal_active": flag})
        assert Account.objects.get(contact=id_).is_active is is_active
        assert whole(program("GET", f"/contact/{id_}"))["entity"]["portal_active"] == str(flag)
    shown = program("GET", f"/contact/{id_}").content.decode()
    assert said["portal_password"] not in shown + str(snapshots.text(id_))


def test_nothing_is_stored_when_the_account_cannot_be(program: Program) -> None:
    said = {"name": "Ada", "customer_id": 1, "email": "ada@example.org", "portal_password": "Lisboa ao fim"}
    program("POST", "/contact", said)
    answer = whole(program("POST", "/contact", said | {"name": "Eve"}))
    assert (list(answer["errors"]), len(ids(program, "customer_id=1"))) == (["email"], 1)


def test_vendors_and_places_are_shown(program: Program) -> None:
    vendor = Vendor.objects.create(name="Seller", account="V-1", type=3)
    id_ = made(affiliations=[{"organisation": 1, "vendor": vendor.pk, "cost_centre": -5}])
    entity = whole(program("GET", f"/contact/{id_}"))["entity"]
    assert [entity[f"vendor_{key}"] for key in ("id", "name", "account", "type")] == [
        str(vendor.pk),
        "Seller",
        "V-1",
        3,
    ]
    assert (entity["cost_center_id"], entity["cost_center_name"], entity["customer_custom_identifier"]) == (
        "-5",
        "",
        "FIRST",
    )


def test_deleting_by_get_is_guarded(program: Program, admin_client: Any) -> None:
    path = f"/contact/{made()}/delete"
    assert program("HEAD", path).status_code == 405
    assert admin_client.get(path).status_code == 401
    for headers in (
        {"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"}, {"Sec_Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"}, {"X_Moz": "prefetch"},
    ):  # fmt: skip
        assert program("GET", path, **headers).status_code == 403, headers
    assert ids(program, "customer_id=1") != []
    answer = program("GET", path, Sec_Fetch_Site="none")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert ids(program, "customer_id=1") == []
    assert [whole(program(method, path.removesuffix("/delete"), {"name": "A"})) for method in ("GET", "POST")] == [
        NOT_FOUND
    ] * 2


def test_the_operator_may_have_a_deletion_answer_true(
    program: Program, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        options.change(values={DELETED_IS_TRUE.name: True}, actor=STAFF)
    option_values.forget()
    assert whole(program("GET", f"/contact/{made()}/delete"))["result"] is True


def test_a_log_in_gives_a_token(program_with: Make) -> None:
    program_with(username="web@example.org", password="a long enough password")
    anybody = Program({})
    answer = whole(anybody("POST", "/login", {"email": "web@example.org", "password": "a long enough password"}))
    assert answer["result"] is True
    for spelling in (answer["token"], f"Bearer {answer['token']}"):
        assert Program({"Authorization": spelling})("GET", "/contact?customer_id=1").status_code == 200
    wrong = anybody("POST", "/login", {"email": "web@example.org", "password": "another password"})
    assert (wrong.status_code, set(whole(wrong))) == (401, {"error", "result"})
    assert whole(anybody("POST", "/login", {"email": 1})) == {
        "errors": {"email": "Field is required.", "password": "Field is required."}, "result": False,
    }  # fmt: skip


def test_without_a_token_there_is_nothing(program: Program) -> None:
    administrate = ".".join(credential("administrate"))
    for headers in ({}, {"Authorization": "x"}, {"Authorization": "a.b"}, {"Authorization": administrate}):
        answer = Program(headers)("GET", "/contact?customer_id=1")
        assert (answer.status_code, set(whole(answer))) == (401, {"error", "result"})


def test_rights_and_reach_end_where_they_end(program_with: Make) -> None:
    other = Organisation.objects.create(name="Other").pk
    mine, theirs = made(), made(affiliations=[{"organisation": other}])
    bound, reader = program_with(reach=[1]), program_with(rights=["read"])
    assert ids(bound, f"customer_id=1,{other}") == [str(mine)]
    assert whole(bound("GET", f"/contact/{theirs}")) == NOT_FOUND
    assert whole(bound("GET", f"/contact/{theirs}/delete")) == NOT_FOUND
    assert bound("POST", "/contact", {"name": "Eve", "customer_id": other}).status_code == 403
    assert reader("GET", f"/contact/{mine}/delete").status_code == 403
    assert reader("POST", "/contact", {"name": "Eve", "customer_id": 1}).status_code == 403


def test_statements_do_not_grow_with_rows(program: Program) -> None:
    vendor, counts = Vendor.objects.create(name="Seller").pk, set()
    for n in range(1, 101):
        made(affiliations=[{"organisation": 1, "vendor": vendor, "cost_centre": n}])
        if n in (1, 3, 100):
            ids(program, "customer_id=1")
            with CaptureQueriesContext(connection) as captured:
                assert len(ids(program, "customer_id=1")) == n
            counts.add(len(captured))
    assert counts == {5}
