"""Both CRM.COM connectors against our own servers, as one installation is connected to another, over a real socket."""

from itertools import count
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings

from contacts.record.parsing.parse import parse_patch
from contacts.tables.caches import empty_all
from integrations.dialects.crmcom_selfservice.calling.logins import login_of
from integrations.mapping.sources import BLANK, Body
from integrations.wire.outbound.connector import Connector, Handle
from integrations.wire.outbound.translating import replied
from integrations.wire.outbound.troubles import Declined, NotAdmitted, Unknown
from tests.contacts.access.people.making import post
from tests.integrations.connectors.lines import REFERENCES, call_of, connector, table_of
from tests.integrations.dialects.selfservice.customers import V1, app
from tests.integrations.laws import KNOWN, after, bodies
from tests.integrations.programs import credential, organisation

pytestmark = pytest.mark.django_db(transaction=True)
FEW = settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
numbers = count(1)


def person(**said: Any) -> Body:
    n = next(numbers)
    whole = {"first_name": "Ada", "last_name": "King", "emails": [{"email": f"ada{n}@example.org"}], **said}
    return {**after(BLANK, parse_patch(whole)), "uuid": f"11111111-2222-4333-8444-{n:012}"}


def differing(there: Connector, handle: Handle, body: Body) -> dict[str, Any]:
    """What they show of a contact that is not as here, by their names."""
    found = there.fetch(handle)
    assert found is not None
    parsed = replied(table_of(there), there, found.data, body, KNOWN, REFERENCES)
    assert parsed.unread == ()
    # A system gives a number without a country its own, and keeps the one it had.
    open_ = "phones_set" if any(not phone["country"] for phone in body["phones"]) else "none"
    names = [name for name in parsed.names.values() if not name.startswith(open_)]
    return {name: found.data.get(name.partition("[")[0]) for name in names}


@pytest.fixture
def classic(served: str) -> Connector:
    organisation()
    name, secret = credential("crmcom_classic")
    return connector("crmcom_classic", served, username=name, password=secret, organisation="First customer")


@pytest.fixture
def selfservice(served: str) -> Connector:
    return connector("crmcom_selfservice", served, api_key=app()[1], mails="yes")


def test_a_contact_lives_in_the_classic_one_as_here(classic: Connector) -> None:
    ada = person(
        phones=[{"type": "MOBILE", "number": "99 123456"}, {"type": "FAX", "number": "22 333444", "country": "CY"}],
        addresses=[{"town": "Nicosia", "country": "CY"}], notes="Likes engines",
    )  # fmt: skip
    classic.test()
    assert classic.look_up(call_of(classic, ada)) == []
    made = classic.create(call_of(classic, ada), event="e")
    assert [found.theirs for found in classic.look_up(call_of(classic, ada))] == [made.theirs]
    mobile, fax = (part["id"] for part in ada["phones"])
    eda = after(ada, parse_patch({
        "first_name": "Eda", "emails": [{"email": "eda@example.org"}], "notes": "Likes looms",
        "phones": [{"id": mobile, "remove": True}, {"id": fax, "number": "22 555666"}],
    }))  # fmt: skip
    for _ in range(2):
        classic.update(made.handle, call_of(classic, eda), event="e")
    assert differing(classic, made.handle, eda) == {}
    assert classic.fetch(Handle("F" * 32)) is None
    with pytest.raises(Unknown):
        classic.update(Handle("F" * 32), call_of(classic, eda), event="e")


@FEW
@given(body=bodies(), other=bodies())
def test_what_a_contact_says_comes_back_from_the_classic_one(classic: Connector, body: Body, other: Body) -> None:
    made = None
    for said in (body, other):
        mine = person() | {**said, "first_name": said["first_name"] or "Ada", "category": None}
        call = call_of(classic, mine)
        if made is None:
            made = classic.create(call, event="e")
        else:
            classic.update(made.handle, call, event="e")
        assert differing(classic, made.handle, mine) == {}


def test_a_wrong_password_is_not_let_in(served: str) -> None:
    organisation()
    name, _ = credential("crmcom_classic")
    there = connector("crmcom_classic", served, username=name, password="wrong", organisation="First customer")
    with pytest.raises(NotAdmitted):
        there.test()
    with pytest.raises(NotAdmitted):
        connector("crmcom_selfservice", served, api_key="wrong").test()


def test_a_person_registers_confirms_and_is_acted_for(selfservice: Connector, served: str) -> None:
    plain = person()
    selfservice.test()
    assert selfservice.look_up(call_of(selfservice, plain)) == []
    made = selfservice.create(call_of(selfservice, plain), event="e")
    assert [found.handle for found in selfservice.look_up(call_of(selfservice, plain))] == [made.handle]
    assert differing(selfservice, made.handle, plain) == {}
    ada = after(plain, parse_patch({
        "title": "Dr", "middle_name": "Augusta", "demographics": {"birth_date": {"year": 1815, "month": 12, "day": 10}},
        "consents": {"marketing": {"EMAIL": "REJECTED"}, "data_use": {"ANY": "ACCEPTED"}},
        "custom": {"more": {"nick": "Countess"}},  # which is not for customers there, and keeps nothing else back
    }))  # fmt: skip
    with pytest.raises(Declined, match="must confirm its email address there"):
        selfservice.update(made.handle, call_of(selfservice, ada), event="e")
    assert differing(selfservice, made.handle, ada) == {}  # what it cannot show yet is not taken back here
    (letter,) = post()
    assert httpx.get(f"{served}{V1}/contacts/verify_email/{letter.token}").status_code == 200
    empty_all()
    for _ in range(2):
        selfservice.update(made.handle, call_of(selfservice, ada), event="e")
    assert differing(selfservice, made.handle, ada) == {}
    ada = after(ada, parse_patch({"emails": [{"id": ada["emails"][0]["id"], "email": "countess@example.org"}]}))
    selfservice.update(made.handle, call_of(selfservice, ada), event="e")
    assert differing(selfservice, made.handle, ada) == {}
    for _ in range(2):
        selfservice.remove(made.handle, event="e")
    with pytest.raises(Declined, match="has left"):
        selfservice.fetch(made.handle)
    assert login_of(made.handle).username == plain["emails"][0]["email"]
