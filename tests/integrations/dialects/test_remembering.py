"""Lists answer out of memory, and nobody can tell: what changed is so at once, and nobody sees another's answer."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.access.accounts import operations as accounts
from contacts.directory import operations as door
from contacts.directory.models import Contact, Snapshot
from contacts.lookups.models import CustomerType, CustomField, CustomFieldGroup, Organisation
from contacts.options import operations as deciding
from contacts.options import queries as options
from contacts.record.parsing.parse import parse_patch
from integrations.credentials.operations import issue
from integrations.credentials.queries import caller_of
from integrations.credentials.tokens import issue_token
from integrations.dialects.webinone.options import VERSION
from integrations.wire import lookups, rendering
from integrations.wire.options import TIME_ZONE
from tests.integrations.programs import STAFF, Program, basic, credential, organisation, whole

pytestmark = pytest.mark.django_db
Ask = Callable[[], bytes]
SHARED = "shared@example.org"


def administrate(**values: Any) -> Ask:
    program = Program(basic(*credential("administrate", **values)))
    return lambda: program("GET", "/api/v2/crm/contacts?_limit=100").content


def webinone(**values: Any) -> Ask:
    program = Program({"Authorization": ".".join(credential("webinone", **values))})
    return lambda: program("GET", "/api/v2/admin/contacts").content


def lightening(**values: Any) -> Ask:
    program = Program({"Authorization": ".".join(credential("lightening", **values))})
    return lambda: program("GET", "/contact?customer_id=1").content


def classic(fields: str = "", **values: Any) -> Ask:
    row, _ = issue(dialect="crmcom_classic", name="Shop", actor=STAFF, **values)
    said = {"token": issue_token(caller=caller_of(row), lifetime=timedelta(hours=1)), "email_address": SHARED}
    said |= {"fields_set": fields} if fields else {}
    path = f"/crmapi/rest/v2/contact_information/list?{urlencode(said)}"
    return lambda: Program({})("GET", path).content


DIALECTS: dict[str, Callable[..., Ask]] = {
    "administrate": administrate, "webinone": webinone, "lightening": lightening, "crmcom_classic": classic,
}  # fmt: skip


def made(**values: Any) -> int:
    """A contact that every list has."""
    given = {"last_name": "King", "emails": [{"email": SHARED}], "affiliations": [{"organisation": 1}]}
    return door.create(patch=parse_patch(given | values), actor=STAFF).record.id


def changed(contact: int, **values: Any) -> None:
    door.update(contact=contact, patch=parse_patch(values), actor=STAFF)


def decide(**values: Any) -> None:
    deciding.change(values=values, actor=STAFF)
    options.forget()


@pytest.fixture(autouse=True)
def customer(db: None) -> None:
    organisation()


@pytest.fixture
def again(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The contacts that were rendered since it was emptied."""
    rendered: list[bytes] = []
    render = rendering._render_one

    def noted(*arguments: Any) -> rendering.Rendered:
        found = render(*arguments)
        rendered.extend(found.texts)
        return found

    monkeypatch.setattr(rendering, "_render_one", noted)
    return rendered


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_second_answer_is_the_first_ones_bytes_and_renders_nobody(dialect: str, again: list[bytes]) -> None:
    for n in range(3):
        made(first_name=f"Ada {n}", phones=[{"number": "+35799123456"}], consents={"marketing": {"POST": "REJECTED"}})
    ask = DIALECTS[dialect]()
    first = ask()
    assert (json.loads(first), len(again)) != ([], 0)
    assert len(again) == 3
    again.clear()
    assert (ask(), again) == (first, [])


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_contact_that_changed_is_shown_changed_at_once_and_alone_rendered(dialect: str, again: list[bytes]) -> None:
    ada, ask = made(last_name="King"), DIALECTS[dialect]()
    made(last_name="Babbage")
    assert b"King" in ask()
    again.clear()
    changed(ada, last_name="Lovelace")
    after = ask()
    assert (b"King" in after, b"Lovelace" in after, b"Babbage" in after, len(again)) == (False, True, True, 1)
    changed(ada, last_name="King")  # as it was, but for its revision
    assert b"King" in ask()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_contact_that_is_gone_is_in_no_answer(dialect: str) -> None:
    ada, ask = made(last_name="Lovelace"), DIALECTS[dialect]()
    made(last_name="Babbage")
    assert b"Lovelace" in ask()
    door.archive(contact=ada, actor=STAFF)
    after = ask()
    assert (b"Lovelace" in after, b"Babbage" in after) == (False, True)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_contact_whose_rows_are_taken_away_is_in_no_answer(dialect: str) -> None:
    ada, ask = made(last_name="Lovelace"), DIALECTS[dialect]()
    made(last_name="Babbage")
    assert b"Lovelace" in ask()
    Snapshot.objects.filter(pk=ada).delete()
    with connection.constraint_checks_disabled():
        for related in Contact._meta.related_objects:
            if related.field.name == "contact" and related.related_model._meta.managed:
                related.related_model._default_manager.filter(contact=ada)._raw_delete("default")  # type: ignore[attr-defined]
        Contact.objects.filter(pk=ada)._raw_delete("default")
    after = ask()
    assert (b"Lovelace" in after, b"Babbage" in after) == (False, True)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_another_time_zone_is_seen_at_once(dialect: str) -> None:
    made()
    ask = DIALECTS[dialect]()
    before = ask()
    decide(**{TIME_ZONE.name: "Pacific/Kiritimati"})
    after = ask()
    assert (after == before) is (dialect == "webinone")  # which writes its times in UTC
    decide(**{TIME_ZONE.name: "UTC"})
    assert ask() == before


def test_another_version_of_answers_is_seen_at_once() -> None:
    made(addresses=[{"type": "BILLING", "town": "Nicosia"}])
    ask = webinone()
    assert b"Nicosia" not in ask()
    decide(**{VERSION.name: "7.10.7"})
    assert b"Nicosia" in ask()
    decide(**{VERSION.name: "7.0.0"})
    assert b"Nicosia" not in ask()


def test_names_of_look_ups_are_those_of_now() -> None:
    type_ = CustomerType.objects.create(name="Guest")
    made(customer_type=type_.pk)
    web, light = webinone(), lightening()
    assert (b"Guest" in web(), b"First customer" in light()) == (True, True)
    CustomerType.objects.filter(pk=type_.pk).update(name="Regular")
    Organisation.objects.filter(pk=1).update(name="Renamed customer")
    assert (b"Guest" in web(), b"Regular" in web()) == (False, True)
    assert (b"First customer" in light(), b"Renamed customer" in light()) == (False, True)


def test_a_field_that_staff_add_or_take_away_is_so_at_once() -> None:
    made()
    ask = webinone()
    assert b"club" not in ask()
    group = CustomFieldGroup.objects.create(alias="club", name="Club")
    field = CustomField.objects.create(group=group, alias="level", label="Level", type="text")
    assert b'"club":{"level":null}' in ask()
    CustomField.objects.filter(pk=field.pk).update(type="multichoice")
    assert b'"club":{"level":[]}' in ask()
    field.delete()
    assert b"club" not in ask()


def test_an_account_that_opens_closes_or_proves_its_address_is_told_at_once() -> None:
    ada = made(emails=[{"email": "ada@example.org"}])
    web, light = webinone(), lightening()
    assert (b'"EmailConfirmed":true' in web(), b'"portal_active":"1"' in light()) == (False, False)
    account = accounts.set_identity(contact=ada, username="ada@example.org", actor=STAFF)
    assert b'"portal_active":"1"' in light()
    account.identities.update(verified_at=account.created_at)
    assert b'"EmailConfirmed":true' in web()
    accounts.deactivate(account=account.pk, actor=STAFF)
    assert b'"portal_active":"1"' not in light()


def test_identity_numbers_are_shown_to_those_who_may_see_them_and_remembered_for_nobody(again: list[bytes]) -> None:
    made(demographics={"id_card": {"number": "AB123456"}})
    trusted, other = classic(), classic(rights=["read"])
    for _ in range(2):
        assert (b"AB123456" in trusted(), b"AB123456" in other()) == (True, False)
    assert [b"AB123456" in text for text in again] == [True, False, True]
    assert not any(b"AB123456" in text for text in remembered())


def test_somebody_elses_identity_number_in_a_relation_is_not_remembered() -> None:
    friend = made(last_name="Friend", emails=[], demographics={"id_card": {"number": "AB123456"}})
    made(relations=[{"type": "FRIEND", "contact": friend}])
    trusted, other = classic(), classic(rights=["read"])
    for _ in range(2):
        assert (b"AB123456" in trusted(), b"AB123456" in other()) == (True, False)
    assert not any(b"AB123456" in text for text in remembered())


def test_a_number_that_comes_later_is_shown_from_then_on() -> None:
    ada, trusted = made(), classic()
    trusted()
    changed(ada, demographics={"id_card": {"number": "AB123456"}})
    assert b"AB123456" in trusted()


def test_who_sees_fewer_contacts_sees_no_others_out_of_memory() -> None:
    other = Organisation.objects.create(name="Other").pk
    friend = made(last_name="Friend", emails=[], affiliations=[{"organisation": other}])
    made(last_name="Lovelace", relations=[{"type": "FRIEND", "contact": friend}])
    made(last_name="Babbage", affiliations=[{"organisation": other}])
    for make in DIALECTS.values():
        whole_reach, bound = make(), make(reach=[1])
        for _ in range(2):
            assert (b"Lovelace" in whole_reach(), b"Lovelace" in bound()) == (True, True)
            assert b"Babbage" not in bound()
            assert b"Friend" not in bound()
    everything, bound = classic(), classic(reach=[1])
    for _ in range(2):
        assert (b"Friend" in everything(), b"Friend" in bound()) == (True, False)


def test_a_friend_who_changes_or_goes_does_so_in_relations_too() -> None:
    friend = made(last_name="Friend", emails=[])
    made(relations=[{"type": "FRIEND", "contact": friend}])
    ask = classic()
    assert b"Friend" in ask()
    changed(friend, last_name="Comrade")
    assert b"Comrade" in ask()
    door.archive(contact=friend, actor=STAFF)
    assert b"Comrade" not in ask()


def test_who_asks_for_a_few_fields_gets_those_also_behind_who_asks_for_all() -> None:
    made()
    everything, few = classic(), classic("id,last_name")
    for _ in range(2):
        assert len(json.loads(everything())["data"][0]) > 20
        assert set(json.loads(few())["data"][0]) == {"id", "last_name"}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_memory_takes_no_statement_more_however_much_of_a_list_is_in_it(dialect: str) -> None:
    ask = DIALECTS[dialect]()

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            ask()
        return len(captured)

    for n in range(4):
        made(first_name=f"Ada {n}")
    ask()
    for forget in (rendering.CONTACTS.clear, rendering.LISTS.clear, lookups.forget):
        forget()
    first, again = statements(), statements()
    made(first_name="Newcomer")
    assert (statements(), again <= first) == (first, True)


def test_a_list_that_is_streamed_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "PIECE", 2)
    for _ in range(3):
        made()
    streams = (
        (Program(basic(*credential("administrate"))), "/api/v2/crm/contacts"),
        (Program({"Authorization": ".".join(credential("lightening"))}), "/contact?customer_id=1"),
    )
    for program, path in streams:
        answer = program("GET", path)
        assert answer.streaming
        assert len(whole(answer)) > 1
    assert rendering.CONTACTS.taken + rendering.LISTS.taken == 0


def remembered() -> list[bytes]:
    """All that is in memory."""
    shelves = [shelf for memory in (rendering.CONTACTS, rendering.LISTS) for shelf in (memory._new, memory._known)]
    return [text for shelf in shelves for key, shown in shelf.items() for text in (key, *shown.texts)]
