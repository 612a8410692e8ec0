"""What the document of seeds/003 leaves open, and what it must never open."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.directory import operations as door
from contacts.directory.reading import snapshots
from contacts.history.models import Change
from contacts.lookups.models import CustomField, CustomFieldGroup, Organisation
from contacts.record.parsing.parse import parse_patch
from tests.integrations.programs import STAFF, Program, basic, credential, organisation, whole

CONTACTS = "/api/v2/crm/contacts"
JOHN = {"first_name": "John", "last_name": "Smith", "account_id": 1}
Make = Callable[..., Program]


@pytest.fixture
def program_with(db: None) -> Make:
    organisation()
    return lambda **values: Program(basic(*credential("administrate", **values)))


@pytest.fixture
def program(program_with: Make) -> Program:
    return program_with()


def made(**values: Any) -> int:
    return door.create(patch=parse_patch({"last_name": "King"} | values), actor=STAFF).record.id


def listed(program: Program, query: str = "") -> list[int]:
    answer = program("GET", f"{CONTACTS}?{query}")
    assert answer.status_code == 200, answer.content
    return [one["id"] for one in whole(answer)]


def test_a_contact_keeps_every_field_it_is_given(program: Program) -> None:
    sent = JOHN | {
        "membership_number": "M-1", "tel": "22 123456", "address_unit": "2", "contract_notes": "a\nb", "is_staff": True,
        "salutation": "Dear", "address_postcode": "1010", "address_street": "Ledra", "middle_name": "Q",
        "import_ref": "row 1", "email": "john@example.org", "email2": "j@example.org", "organisation": "Acme",
        "source1": "Web", "source2": 7, "department": "Sales", "no_third_party": True, "job_title": "Head",
        "dont_mail": True, "fax": "22 123457", "marketing_activity_id": 3, "lms_bio": "x", "tutor_bio": "y",
        "address_town": "Nicosia", "address_country_id": "UK", "address_locality": "Old town",
        "address_region": "Center", "is_admin": 1, "is_tutor": True, "dormant": True, "inactive": True,
        "mobile": "99 123456", "notes": "hello", "external_id": "E-1", "tasks": [1],
    }  # fmt: skip
    answer = program("POST", CONTACTS, sent)
    assert answer.status_code == 200, answer.content
    shown = whole(answer)
    assert {name: shown[name] for name in sent} == sent
    again = whole(program("PUT", f"{CONTACTS}/{shown['id']}", {"tel": None, "email": None, "dont_mail": False}))
    assert (again["tel"], again["email"], again["email2"], again["dont_mail"]) == (None, "j@example.org", None, False)
    assert again["mobile"] == "99 123456"


def test_what_it_wrote_is_where_everybody_looks(program: Program) -> None:
    sent = {
        "tel": "22 123456",
        "mobile": "99 123456",
        "email": "john@example.org",
        "inactive": True,
        "no_third_party": True,
    }
    id_ = whole(program("POST", CONTACTS, JOHN | sent))["id"]
    record = snapshots.records([id_])[id_]
    assert {phone.type: phone.number for phone in record.phones} == {"LANDLINE": "22 123456", "MOBILE": "99 123456"}
    assert record.is_active is False
    assert record.consents == {"third_party": {"ANY": "REJECTED"}}
    assert [one.organisation for one in record.affiliations] == [1]
    change = Change.objects.get(contact=id_)
    assert (change.actor_kind, change.door, change.door_detail) == ("credential", "dialect", "administrate")


def test_writing_back_what_was_read_changes_nothing(program: Program) -> None:
    id_ = made(
        emails=[{"email": "a@example.org", "type": "BUSINESS"}, {"email": "b@example.org"}, {"email": "c@example.org"}],
        phones=[{"number": "22 111111", "type": "BUSINESS"}, {"number": "22 222222", "type": "LANDLINE"}],
        consents={"marketing": {"POST": "ACCEPTED"}}, is_dormant=True,
        addresses=[{"type": "POBOX", "po_box": "77", "street_number": "12"}],
    )  # fmt: skip
    before = snapshots.text(id_)
    shown = whole(program("GET", f"{CONTACTS}/{id_}"))
    assert program("PUT", f"{CONTACTS}/{id_}", shown).status_code == 200
    assert snapshots.text(id_) == before


def test_an_address_that_another_contact_has_is_taken_and_told(program: Program) -> None:
    other = made(emails=[{"email": "John@Example.org"}])
    assert "X-Duped-Email" not in program("POST", CONTACTS, JOHN).headers
    answer = program("POST", CONTACTS, JOHN | {"email": "JOHN@example.org"})
    assert (answer.status_code, answer["X-Duped-Email"]) == (200, "yes")
    item = f"{CONTACTS}/{whole(answer)['id']}"
    assert program("PUT", item, {"email": "john@example.org"})["X-Duped-Email"] == "yes"
    program("DELETE", f"{CONTACTS}/{other}")
    assert "X-Duped-Email" not in program("PUT", item, {"email": "john@example.org"}).headers


@pytest.mark.parametrize("name", ["first_name", "last_name", "account_id"])
def test_what_is_required_and_missing_could_not_be_created(program: Program, name: str) -> None:
    answer = program("POST", CONTACTS, {key: value for key, value in JOHN.items() if key != name})
    expected = {"error": "The contact could not be created.", "errors": {name: "This field is required."}}
    assert (answer.status_code, whole(answer)) == (404, expected)


def test_faults_name_the_field_as_the_program_does(program: Program) -> None:
    answer = program("POST", CONTACTS, JOHN | {"account_id": 99})
    assert (answer.status_code, list(whole(answer)["errors"])) == (404, ["account_id"])
    for sent, names in (
        ({"email": "nobody"}, ["email"]),
        ({"mobile": "call me"}, ["mobile"]),
        ({"address_country_id": "XX"}, ["address_country_id"]),
        ({"last_name": 7, "inactive": "perhaps"}, ["last_name", "inactive"]),
        ({"custom_fields": {"none": 1}}, ["custom_fields.none"]),
        ({"marketing_lists": [99]}, ["marketing_lists"]),
    ):
        answer = program("POST", CONTACTS, JOHN | sent)
        assert (answer.status_code, sorted(whole(answer)["errors"])) == (400, sorted(names)), sent


def test_custom_fields_are_written_checked_filtered_and_described(program: Program) -> None:
    group = CustomFieldGroup.objects.create(alias="course", name="Course")
    CustomField.objects.create(group=group, alias="field_73", label="Level", type="choice", choices=["Low", "High"])
    sent = {"field_73": "high", "_CustomText1": "mine", "_CustomCheck2": 1}
    shown = whole(program("POST", CONTACTS, JOHN | {"custom_fields": sent}))
    assert shown["custom_fields"] == {
        "_CustomCheck1": 0, "_CustomCheck2": 1, "_CustomCheck3": 0, "_CustomCheck4": 0, "_CustomText1": "mine",
        "_CustomText2": None, "_CustomText3": None, "field_73": "High",
    }  # fmt: skip
    bad = program("PUT", f"{CONTACTS}/{shown['id']}", {"custom_fields": {"field_73": "Middle"}})
    assert (bad.status_code, list(whole(bad)["errors"])) == (400, ["custom_fields.field_73"])
    assert listed(program, "custom_fields.field_73__eq=High") == [shown["id"]]
    assert listed(program, "custom_fields.field_73=Low") == []
    meta = whole(program("GET", "/api/v2/meta/crm/contacts"))["custom_fields"]
    assert meta["field_73"] == {"type": "choice", "label": "Level", "choices": ["Low", "High"]}
    assert meta["_CustomText1"] == {"type": "string", "label": "_CustomText1"}


def test_filters_and_orders(program: Program) -> None:
    ada = made(first_name="Ada", job_title="Countess")
    bob = made(first_name="Bob", is_active=False, consents={"marketing": {"POST": "REJECTED"}})
    cyd = made(first_name="Cyd", last_name="Smith", emails=[{"email": "cyd@example.org"}])
    for query, ids in (
        ("first_name__eq=ada", [ada]), ("first_name=Bob", [bob]), ("first_name__in=Ada,Cyd", [ada, cyd]),
        ("first_name__notin=Ada,Cyd", [bob]), ("last_name__ne=King", [cyd]), ("last_name__sw=Sm", [cyd]),
        ("job_title__lk=%25tess", [ada]), ("first_name__ct=d", [ada, cyd]), ("inactive=true", [bob]),
        ("inactive__eq=0", [ada, cyd]), ("dont_mail=True", [bob]), ("dont_mail__ne=1", [ada, cyd]),
        (f"id__gt={ada}&_order=id&_limit=1", [bob]), (f"id__gt={cyd}", []), ("_order=-id", [cyd, bob, ada]),
        ("_order=last_name,-first_name", [bob, ada, cyd]), ("_limit=0", []), ("_limit=2", [ada, bob]),
        ("email=CYD@example.org", [cyd]), ("job_title__eq=", [bob, cyd]),
        ("created_on__gt=2020-01-01T00:00:00", [ada, bob, cyd]),
        ("created_on__lt=2020-01-01", []), ("_order=inactive", [ada, cyd, bob]),
    ):  # fmt: skip
        assert listed(program, query) == ids, query


def test_deleted_contacts_show_to_those_who_ask(program: Program) -> None:
    ada, bob = made(first_name="Ada"), made(first_name="Bob")
    assert whole(program("DELETE", f"{CONTACTS}/{ada}"))["is_deleted"] is True
    assert (listed(program), listed(program, "is_deleted=true")) == ([bob], [ada])
    assert (listed(program, "is_deleted=0"), listed(program, "is_deleted__in=true,false")) == ([bob], [ada, bob])
    assert (listed(program, "is_deleted__notin=true"), listed(program, "is_deleted__notin=true,false")) == ([bob], [])
    assert whole(program("GET", f"{CONTACTS}/{ada}"))["is_deleted"] is True
    assert program("DELETE", f"{CONTACTS}/{ada}").status_code == 404
    assert program("PUT", f"{CONTACTS}/{ada}", {"first_name": "X"}).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "_connector=OR", "_negated=1", "password__startswith=a", "user__password__regex=^a", "a.b=1", "kept__eq=1",
        "first_name__startswith=A", "first_name__regex=.*", "first_name__iexact=a", "account__password=x", "pk=1",
        "account_id__name__eq=x", "sort_name=a", "snapshot__body__ct=a", "uuid=1", "custom_fields.a__b__eq=1",
        "custom_fields.password=1", "first_name=%00", "first_name=a%0Bb", "_order=password", "_order=account_id",
        "_order=id;drop", "_order=id,id,id,id,id,id", "_limit=-1", "_limit=1e3", "_limit=x", "id__gt=x", "id__in=",
        "inactive=perhaps", "created_on__gt=soon", "first_name__lk=a%25b", "is_staff__eq=1", "%00=1", "__=1", "__eq=1",
        "&".join(f"first_name=a{n}" for n in range(21)),
    ],
)  # fmt: skip
def test_filters_are_an_allow_list(program: Program, query: str) -> None:
    answer = program("GET", f"{CONTACTS}?{query}")
    assert (answer.status_code, set(whole(answer))) == (400, {"error", "errors"}), query


def test_without_credentials_there_is_a_challenge(program: Program) -> None:
    for headers in ({}, {"Authorization": "Basic !"}, {"Authorization": "Bearer x"}, basic("nobody", "x" * 43)):
        answer = Program(headers)("GET", CONTACTS)
        assert (answer.status_code, answer["WWW-Authenticate"].split()[0]) == (401, "Basic")
        assert set(whole(answer)) == {"error", "errors"}


def test_a_credential_is_of_one_dialect(db: None) -> None:
    organisation()
    assert Program(basic(*credential("lightening")))("GET", CONTACTS).status_code == 401


def test_a_staff_session_is_nobody_here(program: Program, admin_client: Any) -> None:
    assert admin_client.get(CONTACTS).status_code == 401
    id_ = made()
    assert admin_client.delete(f"{CONTACTS}/{id_}").status_code == 401


def test_rights_and_reach_end_where_they_end(program_with: Make) -> None:
    other = Organisation.objects.create(name="Other").pk
    mine, theirs = made(affiliations=[{"organisation": 1}]), made(affiliations=[{"organisation": other}])
    reader, bound = program_with(rights=["read"]), program_with(reach=[1])
    assert [reader(method, f"{CONTACTS}/{mine}", {}).status_code for method in ("GET", "PUT", "DELETE")] == [
        200,
        403,
        403,
    ]
    assert reader("POST", CONTACTS, JOHN).status_code == 403
    assert listed(bound) == [mine]
    assert [bound(method, f"{CONTACTS}/{theirs}", {}).status_code for method in ("GET", "PUT", "DELETE")] == [404] * 3
    assert bound("PUT", f"{CONTACTS}/{mine}", {"account_id": other}).status_code == 403
    assert bound("POST", CONTACTS, JOHN | {"account_id": other}).status_code == 403
    assert listed(bound) == [mine]


@pytest.mark.usefixtures("one_minute")
def test_a_credential_may_ask_so_often_a_minute(program_with: Make) -> None:
    program = program_with(per_minute=2)
    answers = [program("GET", CONTACTS) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 61


@pytest.mark.usefixtures("one_minute")
def test_one_address_may_not_guess_without_end(program: Program) -> None:
    wrong = Program(basic("nobody", "x" * 43))
    assert [wrong("GET", CONTACTS).status_code for _ in range(61)] == [401] * 60 + [429]
    assert program("GET", CONTACTS).status_code == 200


def test_plain_http_is_refused_where_the_operator_says_so(program: Program, settings: Any) -> None:
    settings.HTTPS = True
    assert program("GET", CONTACTS).status_code == 403
    with_tls = program.client.get(CONTACTS, headers=program.headers, secure=True)
    assert with_tls.status_code == 200


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"x"', b"\xff", b'{"a":' * 30 + b"1" + b"}" * 30])
def test_bodies_that_cannot_be_read_are_told_so(program: Program, body: bytes) -> None:
    assert program("POST", CONTACTS, body).status_code == 400


def test_other_addresses_and_methods_answer_in_the_dialects_form(program: Program) -> None:
    for path, method, status in (
        ("/api/v2/crm/accounts", "GET", 404), (f"{CONTACTS}/x", "GET", 404), (f"{CONTACTS}/{'9' * 30}", "GET", 404),
        (f"{CONTACTS}/999", "GET", 404), (CONTACTS, "PATCH", 405), (CONTACTS, "DELETE", 405),
    ):  # fmt: skip
        answer = program(method, path)
        assert (answer.status_code, set(whole(answer))) == (status, {"error", "errors"}), path


def test_statements_do_not_grow_with_rows(program: Program) -> None:
    def count(query: str) -> int:
        program("GET", CONTACTS)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            listed(program, query)
        return len(captured)

    counts: dict[str, set[int]] = {"": set(), "last_name=King&_order=-id": set()}
    for n in range(1, 101):
        made(emails=[{"email": f"a{n}@example.org"}], affiliations=[{"organisation": 1}])
        if n in (1, 3, 100):
            for query, seen in counts.items():
                seen.add(count(query))
    assert counts == {"": {1}, "last_name=King&_order=-id": {2}}
