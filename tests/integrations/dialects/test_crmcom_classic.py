"""What the document of seeds/002 leaves open, and what it must never open."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.consents.models import ConsentEvent
from contacts.directory import operations as door
from contacts.directory.reading import snapshots
from contacts.history.models import Change
from contacts.lookups.models import CustomField, Organisation
from contacts.options import operations as options
from contacts.options import queries as option_values
from contacts.record.parsing.parse import parse_patch
from integrations.dialects.crmcom_classic.options import STAMPED_NOTES
from integrations.wire.options import TIME_ZONE
from tests.integrations.programs import STAFF, Classic, classic, classic_samples, organisation

pytestmark = pytest.mark.django_db
PERSON = {"type": "PERSON", "first_name": "Ada", "last_name": "King"}
GENERAL, CONTACT = "COM.CRM.EXCEPTION.GENERAL.", "COM.CRM.EXCEPTION.CONTACTINFORMATION."
MANDATORY, PARAMETER = f"{GENERAL}MANDATORYPARAMETEREXCEPTION", f"{GENERAL}INVALIDPARAMETEREXCEPTION"
NOT_FOUND, SEVERAL = f"{CONTACT}NOTFOUNDEXCEPTION", f"{CONTACT}MULTIPLERECORDSFOUNDEXCEPTION"


@pytest.fixture
def program() -> Classic:
    organisation()
    return classic()


def made(**values: Any) -> str:
    """The id of a new contact, as this dialect spells it."""
    saved = door.create(patch=parse_patch({"first_name": "Ada", "last_name": "King"} | values), actor=STAFF)
    return saved.record.uuid.replace("-", "").upper()


def shown(program: Classic, id_: str) -> Any:
    answer = program.get("show", contact_information_identifier=f"id={id_}")
    assert answer["status"]["code"] == "OK", answer
    return answer["data"]


def updated(program: Classic, id_: str, **values: Any) -> Any:
    return program.post("update", {"contact_information_identifier": {"id": id_}, **values})


def code(answer: Any) -> str:
    assert set(answer) == {"data", "status"}
    assert set(answer["status"]) == {"code", "message", "description"}
    return str(answer["status"]["code"])


def test_a_contact_is_named_in_every_way_and_spelling(program: Classic) -> None:
    numbers = {"id_card": {"number": "AB 1"}, "passport": {"number": "P1"}, "social_security_number": "S1"}
    ada = made(code="CI000111", demographics=numbers)
    firm = made(
        kind="company", company_name="Engines", company_profile={"vat_number": "V1", "registration_number": "R1"}
    )
    for id_, name, value in (
        (ada, "id", ada), (ada, "id", ada.lower()), (ada, "id_number", "ab1"), (ada, "passport_number", "P1"),
        (ada, "social_security_number", "S1"), (ada, "number", "CI000111"), (firm, "vat_registration_number", "V1"),
        (firm, "registration_number", "R1"),
    ):  # fmt: skip
        assert program.get("show", contact_information_identifier=f"{name}={value}")["data"]["id"] == id_
        for identifier in ({name: value}, f"{name}={value}"):
            assert program.post("update", {"contact_information_identifier": identifier})["data"]["id"] == id_


def test_one_identifier_that_names_one_contact_is_needed(program: Classic) -> None:
    for _ in range(2):
        made(demographics={"id_card": {"number": "154209"}})
    for identifier, expected in (
        (None, MANDATORY), ("", MANDATORY), ({}, MANDATORY), ({"id": "1", "id_number": "2"}, PARAMETER),
        ({"name": "Ada"}, PARAMETER), (["id"], PARAMETER), ({"id": ["x"]}, PARAMETER), ({"id": "7"}, NOT_FOUND),
        ({"id": "F" * 32}, NOT_FOUND), ({"id_number": "154209"}, SEVERAL), ({"id_number": "x\x00y"}, PARAMETER),
        ({"vat_registration_number": "154209"}, NOT_FOUND), ("id=' OR 1=1 --", NOT_FOUND),
        ({"id_number": {}}, PARAMETER),
    ):  # fmt: skip
        answer = program.post("update", {"contact_information_identifier": identifier, "first_name": "Eve"})
        assert (code(answer), answer["data"]) == (expected, None), identifier
    assert not Change.objects.exclude(revision=1).exists()


def test_entries_of_sets_are_added_changed_and_removed(program: Classic) -> None:
    id_ = made(phones=[{"number": "22 111111", "type": "LANDLINE"}, {"number": "22 222222", "type": "LANDLINE"},
                       {"number": "99 123456"}], addresses=[{"town": "Nicosia"}])  # fmt: skip
    first = shown(program, id_)["phones_set"][0]
    assert first["id"] == f"{int(first['id'], 16):032X}"
    entries = [
        {"action": "remove", "phone_identifier": {"id": first["id"]}},
        {"action": "Update", "phone_identifier": {"type": "mobile"}, "notes": "new", "type": "FAX"},
        {"action": "ADD", "type": "fax", "number": "22 333333", "area_code": "44"},
    ]
    answer = updated(program, id_, phone_set=entries, address_set=None, email_set=[])
    phones = [(one["type"], one["number"], one["notes"]) for one in answer["data"]["phones_set"]]
    assert phones == [("LANDLINE", "22 222222", None), ("MOBILE", "99 123456", "new"), ("FAX", "22 333333", None)]
    assert [one["town_city"] for one in answer["data"]["addresses_set"]] == ["Nicosia"]
    assert answer["data"]["phones_set"][2]["full_number"] == "004422333333"
    call_command("verify")


def test_an_entry_that_is_not_meant_clearly_is_refused(program: Classic) -> None:
    id_ = made(phones=[{"number": "22 111111", "type": "LANDLINE"}, {"number": "22 222222", "type": "LANDLINE"}])
    before = shown(program, id_)
    for entry, expected in (
        ({"number": "1"}, MANDATORY), ({"action": "DROP"}, PARAMETER), ({"action": "ADD"}, MANDATORY),
        ({"action": "ADD", "type": "LANDLINE"}, MANDATORY), ({"action": "UPDATE", "number": "22 999999"}, MANDATORY),
        ({"action": "UPDATE", "phone_identifier": {"type": "LANDLINE"}, "number": "22 9"}, PARAMETER),
        ({"action": "REMOVE", "phone_identifier": {"id": "F" * 32}}, PARAMETER), ("text", PARAMETER),
        ({"action": "REMOVE", "phone_identifier": {"id": "1", "type": "FAX"}}, MANDATORY),
        ({"action": "ADD", "type": "HOUSE", "number": "22 999999"}, PARAMETER),
        ({"action": "ADD", "type": "FAX", "number": "call me"}, PARAMETER),
        ({"action": "ADD", "type": "FAX", "number": "22 9999", "country_identifier": {"name": "ATLANTIS"}}, PARAMETER),
    ):  # fmt: skip
        answer = updated(program, id_, phone_set=[entry])
        assert code(answer) == expected, (entry, answer)
        assert "phone_set[0]" in answer["status"]["message"]
    assert shown(program, id_) == before


def test_relations_name_another_contact_and_show_it(program: Classic) -> None:
    other = made(last_name="Lovelace", demographics={"id_card": {"number": "1"}})
    relation = {"type": "WORK_COLLEAGUE", "contact_information_identifier": {"id_number": "1"}, "notes": "desk"}
    id_ = program.post("create", PERSON | {"relation_set": [relation]})["data"]["id"]
    (found,) = shown(program, id_)["relation_set"]
    assert (found["type"], found["notes"], found["contact"]["id"]) == ("Work Colleague", "desk", other)
    for name in ("contact_information", "contact_information_identifier"):
        entry = {"action": "ADD", "type": "FAMILY MEMBER", name: {"id": other}}
        found = updated(program, id_, relation_set=[entry])["data"]["relation_set"][-1]
        assert found["type"] == "Family Member"
    gone = {"action": "REMOVE", "relation_identifier": {"id": found["id"]}}
    assert len(updated(program, id_, relation_set=[gone])["data"]["relation_set"]) == 2
    unknown = {"type": "FRIEND", "contact_information_identifier": {"id_number": "2"}}
    assert code(program.post("create", PERSON | {"relation_set": [unknown]})) == PARAMETER


def test_null_clears_and_silence_does_not(program: Classic) -> None:
    classic_samples()
    sent = PERSON | {
        "title": "Dr", "middle_name": "M", "notes": "Family", "preferred_language": "ENG", "udf_string_1": "a",
        "udf_float_1": 1.5, "udf_date_1": "2014-05-05T15:49:59", "category_identifier": {"name": "clients"},
        "demographics": {"gender": "FEMALE", "id_number": "AB1", "date_of_birth": {"year": 1815}},
    }  # fmt: skip
    id_ = program.post("create", sent)["data"]["id"]
    before = shown(program, id_)
    assert {**shown(program, id_), **updated(program, id_)["data"]}.items() >= before.items()
    cleared = {key: None for key in sent if key not in ("type", "first_name", "last_name", "demographics")}
    updated(program, id_, **cleared, demographics={"gender": None, "id_number": None, "date_of_birth": {"year": None}})
    after = shown(program, id_)
    assert {key: after[key] for key in cleared if key in after} == {key: None for key in cleared if key in after}
    assert after["category"] is None
    assert (after["demographics"]["gender"], after["demographics"]["id_number"]) == (None, None)
    call_command("verify")


def test_writing_back_what_was_read_changes_nothing(program: Classic) -> None:
    id_ = program.post("create", PERSON | {"notes": "Family", "demographics": {"id_number": "AB1"}})["data"]["id"]
    before = snapshots.find(id_)
    assert code(updated(program, id_, **shown(program, id_))) == "OK"
    assert snapshots.find(id_) == before


@pytest.mark.parametrize("missing", ["type", "first_name", "last_name"])
def test_what_is_mandatory_must_be_there(program: Classic, missing: str) -> None:
    answer = program.post("create", {key: value for key, value in PERSON.items() if key != missing})
    assert (code(answer), missing in answer["status"]["message"]) == (MANDATORY, True)
    assert code(program.post("create", {"type": "COMPANY", "first_name": "Ada"})) == MANDATORY
    if missing != "type":
        assert code(updated(program, made(), **{missing: None})) == MANDATORY


def test_strange_keys_and_nested_strangers_are_ignored(program: Classic) -> None:
    sent = PERSON | {"type ": "COMPANY", "demographics": {"phones": [1], "emails": "x"}, "udf_string_99": "x",
                     "address_set": [{"type": "HOME", "udf_float_8": 8, "town_city": "Nicosia"}]}  # fmt: skip
    id_ = program.post("create", sent)["data"]["id"]
    assert shown(program, id_)["type"] == "PERSON"
    assert not CustomField.objects.exists()
    assert updated(program, id_, type="COMPANY")["data"]["type"] == "PERSON"


def test_fields_are_selected_by_their_names_in_answers(program: Classic) -> None:
    id_ = made()
    for asked, names in (("first_name,email_set, nothing", {"first_name"}), ("emails_set", {"emails_set"}), ("", None)):
        found = program.get("show", contact_information_identifier=f"id={id_}", fields_set=asked)["data"]
        assert (set(found) == names) if names else len(found) > 50
    assert updated(program, id_, fields_set=["last_name"])["data"] == {"last_name": "King"}


def test_user_defined_fields_are_custom_fields(program: Classic) -> None:
    entry = {"type": "HOME", "town_city": "Nicosia", "udf_string_16": "z"}
    sent = PERSON | {"udf_string_1": "a", "udf_float_8": 2, "udf_date_1": "2014-05-05T15:49:59", "address_set": [entry]}
    id_ = program.post("create", sent)["data"]["id"]
    found = snapshots.find(id_)
    assert found is not None
    record = snapshots.records([found[0]])[found[0]]
    assert record.custom == {
        "crmcom_classic": {"udf_date_1": "2014-05-05T15:49:59Z", "udf_float_8": 2, "udf_string_1": "a"}
    }
    assert record.addresses[0].custom == {"crmcom_classic": {"address_udf_string_16": "z"}}
    assert code(updated(program, id_, udf_float_1="many")) == PARAMETER


def test_consents_are_given_and_withdrawn(program: Classic) -> None:
    id_ = made()
    for method, state in (("accept_consent", "ACCEPTED"), ("reject_consent", "REJECTED")):
        answer = program.post(method, {"contact_information_identifier": f"id={id_}"})
        assert (answer["data"]["contact_consent_state"], answer["data"]["id"]) == (state, id_)
    events = ConsentEvent.objects.order_by("number").values_list("purpose", "channel", "state", "door_detail")
    assert list(events) == [("data_use", "ANY", state, "crmcom_classic") for state in ("ACCEPTED", "REJECTED")]


def test_marketing_settings_say_who_and_when(program: Classic) -> None:
    id_ = made()
    found = updated(program, id_)["data"]["authorization_settings"]
    assert set(found.values()) == {None}
    found = updated(program, id_, send_direct_marketing_material=1, send_affiliate_marketing_material=False)
    settings = found["data"]["authorization_settings"]
    assert (settings["send_direct_marketing_material"], settings["send_affiliate_marketing_material"]) == (True, False)
    assert settings["direct_marketing_setting_updated_by_user"]["username"] == "Shop"
    assert len(settings["affiliate_marketing_setting_updated_date"]) == 19


def test_the_operator_decides_on_stamps_and_the_time_zone(
    program: Classic, django_capture_on_commit_callbacks: Any
) -> None:
    id_ = made(notes="Family")
    made_at = shown(program, id_)["log_information"]["created_date"]
    assert shown(program, id_)["notes"].startswith("Ada ")
    values = {STAMPED_NOTES.name: False, TIME_ZONE.name: "Asia/Tokyo"}
    with django_capture_on_commit_callbacks(execute=True):
        options.change(values=values, actor=STAFF)
    option_values.forget()
    assert shown(program, id_)["notes"] == "Family"
    assert shown(program, id_)["log_information"]["created_date"] != made_at


def test_a_program_sees_and_names_only_what_is_in_its_reach(program: Classic) -> None:
    other = Organisation.objects.create(name="Other").pk
    theirs = made(affiliations=[{"organisation": other}], demographics={"id_card": {"number": "7"}},
                  emails=[{"email": "eve@example.org"}])  # fmt: skip
    mine = made(affiliations=[{"organisation": 1}], relations=[{"type": "FRIEND", "contact": _key(theirs)}])
    bound = classic(organisation=1, reach=[1])
    for name, value in (("id", theirs), ("id_number", "7")):
        assert code(bound.get("show", contact_information_identifier=f"{name}={value}")) == NOT_FOUND
        for method in ("update", "accept_consent", "reject_consent"):
            assert code(bound.post(method, {"contact_information_identifier": {name: value}})) == NOT_FOUND
    assert bound.get("list", email_address="eve@example.org")["data"] == []
    assert shown(bound, mine)["relation_set"] == []
    entry = {"action": "ADD", "type": "FRIEND", "contact_information_identifier": {"id": theirs}}
    assert code(updated(bound, mine, relation_set=[entry])) == PARAMETER
    assert code(bound.post("create", PERSON)) == "OK"
    assert code(classic(organisation=other, reach=[1]).post("create", PERSON)) == f"{GENERAL}NOTALLOWEDEXCEPTION"


def _key(id_: str) -> int:
    found = snapshots.find(id_)
    assert found is not None
    return found[0]


def test_rights_end_where_they_end(program: Classic) -> None:
    id_ = made(demographics={"id_card": {"number": "AB112234"}})
    reader = classic(rights=["read"])
    assert shown(reader, id_)["demographics"]["id_number"] == "•••234"
    assert shown(classic(rights=["read", "numbers"]), id_)["demographics"]["id_number"] == "AB112234"
    assert code(updated(reader, id_, title="Dr")) == f"{GENERAL}NOTALLOWEDEXCEPTION"
    door.archive(contact=_key(id_), actor=STAFF)
    assert code(program.get("show", contact_information_identifier=f"id={id_}")) == NOT_FOUND


Filter = Callable[..., list[str]]


def test_a_list_narrows_with_every_filter(program: Classic) -> None:
    ada = made(emails=[{"email": "ada@example.org"}], phones=[{"number": "99 123456", "country": "CY"}],
               demographics={"id_card": {"number": "1"}})  # fmt: skip
    eve = made(emails=[{"email": "ada@example.org"}], demographics={"id_card": {"number": "2"}})

    def ids(**said: Any) -> list[str]:
        return [one["id"] for one in program.get("list", **said)["data"]]

    assert ids(email_address="ADA@example.org") == [ada, eve]
    assert ids(email_address="ada@example.org", id_number="2") == [eve]
    for spelling in ("99 123456", "+35799123456", "0035799123456"):
        assert ids(phone_number=spelling) == [ada], spelling
    assert ids(email_address="ada@example.org", number_of_results=1, offset=1) == [eve]
    assert ids(email_address="ada@example.org", number_of_results=0) == []
    assert ids(email_address="%' OR ''='") == ids(phone_number="nothing") == []
    for said, expected in (
        ({}, MANDATORY), ({"first_name__startswith": "A"}, MANDATORY), ({"id_number": "1", "offset": "x"}, PARAMETER),
        ({"id_number": "1" * 999}, PARAMETER),
    ):  # fmt: skip
        assert code(program.get("list", **said)) == expected, said


def test_a_list_shows_a_contact_as_show_does_with_less_of_countries_and_emails(program: Classic) -> None:
    classic_samples()
    friend = _key(made(last_name="Friend", demographics={"country_of_residence": "GR"}))
    id_ = made(
        title="Dr", category="Clients", relations=[{"type": "FRIEND", "contact": friend, "notes": "of old"}],
        demographics={"industry": "Marketing", "sector": "FOREX", "birth_date": {"year": 1990}, "gender": "FEMALE",
                      "id_card": {"number": "123456", "country": "CY"}},
        emails=[{"email": "ada@example.org"}, {"email": "old@example.org", "is_active": False}],
        phones=[{"number": "99 123456", "country": "CY"}, {"number": "112"}],
        addresses=[{"town": "Nicosia", "country": "CY", "floor": 2}],
    )  # fmt: skip
    (listed,), whole = program.get("list", email_address="ada@example.org")["data"], shown(program, id_)
    for email in whole["emails_set"]:
        del email["notes"]
    assert listed == _brief({name: value for name, value in whole.items() if name in listed})
    assert set(whole) - set(listed) == {"notes", "preferred_language"}
    assert listed["company_profile"]["industry"]["name"] == listed["demographics"]["industry"]["name"] == "Marketing"
    assert listed["relation_set"][0]["contact"]["name"] == "Ada Friend"
    (some,) = program.get("list", email_address="ada@example.org", fields_set="phones_set,title,nothing")["data"]
    assert some == {"title": "Dr", "phones_set": listed["phones_set"]}


def _brief(value: Any) -> Any:
    """The same with countries as lists show them; relations show the other contact in full there too."""
    if isinstance(value, list):
        return [_brief(one) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {"name", "id"} if "three_character_code" in value else {*value}
    return {name: one if name == "contact" else _brief(one) for name, one in value.items() if name in kept}


def test_statements_do_not_grow_with_rows(program: Classic) -> None:
    classic_samples()
    friend, counts = _key(made(last_name="Friend")), set()
    for n in range(1, 101):
        made(emails=[{"email": "ada@example.org"}], category="Clients", notes="x", demographics={
            "id_card": {"number": str(n)}, "industry": "Marketing", "sector": "FOREX"},
            relations=[{"type": "FRIEND", "contact": friend}])  # fmt: skip
        if n in (1, 3, 100):
            program.get("list", email_address="ada@example.org")
            with CaptureQueriesContext(connection) as captured:
                assert len(program.get("list", email_address="ada@example.org")["data"]) == n
            counts.add(len(captured))
    assert counts == {7}
