"""Our connectors against our own servers of the same vendors, as one installation is connected to another.

Both halves could be wrong alike here, which the vendors written from the documents catch; what is proven is that
nothing is lost between them, whatever a contact says.
"""

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from contacts.record.parsing.parse import parse_patch
from integrations.dialects.administrate.connector import Administrate
from integrations.mapping.sources import BLANK, Body
from integrations.wire.outbound.connector import Connector
from integrations.wire.outbound.translating import replied
from integrations.wire.outbound.troubles import Unknown
from tests.integrations.connectors.lines import REFERENCES, all_of, call_of, connector, table_of
from tests.integrations.laws import KNOWN, after, bodies
from tests.integrations.programs import credential, organisation

pytestmark = pytest.mark.django_db(transaction=True)
THREE = ("webinone", "administrate", "lightening")
FEW = settings(
    max_examples=8, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
numbers = count(1)


def to(dialect: str, served: str) -> Connector:
    """A connection to the server, with a new credential there."""
    organisation()
    name, secret = credential(dialect, organisation=1)
    said = {
        "webinone": {"client_id": name, "client_secret": secret},
        "administrate": {"username": name, "password": secret, "account_id": "1"},
        "lightening": {"token": f"{name}.{secret}", "customer_id": "1"},
    }[dialect]
    return connector(dialect, served, **said)


@pytest.fixture(params=THREE)
def there(request: pytest.FixtureRequest, served: str) -> Connector:
    return to(request.param, served)


def person(**said: Any) -> Body:
    n = next(numbers)
    whole = {
        "first_name": "Ada", "last_name": "King", "display_name": "Ada King", "affiliations": [{"organisation": 1}],
        "emails": [{"email": f"ada{n}@example.org"}], **said,
    }  # fmt: skip
    return {**after(BLANK, parse_patch(whole)), "uuid": f"11111111-2222-4333-8444-{n:012}"}


def test_a_contact_lives_there_as_long_as_here(there: Connector) -> None:
    ada = person(phones=[{"type": "MOBILE", "number": "99 123456"}])
    there.test()
    assert there.look_up(call_of(there, ada)) == []
    made = there.create(call_of(there, ada), event="e")
    assert [found.theirs for found in there.look_up(call_of(there, ada))] == [made.theirs]
    assert [found.theirs for found in all_of(there)] == [made.theirs]
    eda = after(ada, parse_patch({"first_name": "Eda", "display_name": "Eda King"}))
    there.update(made.handle, call_of(there, eda), event="e")
    found = there.fetch(made.handle)
    assert found is not None
    assert differing(there, found.data, eda) == set()
    for _ in range(2):
        there.remove(made.handle, event="e")
    assert there.fetch(made.handle) is None
    with pytest.raises(Unknown):
        there.update(made.handle, call_of(there, eda), event="e")
    assert [found.gone for found in all_of(there)] == ([True] if isinstance(there, Administrate) else [])


@FEW
@given(body=bodies())
def test_what_a_contact_says_comes_back(there: Connector, body: Body) -> None:
    mine = {
        **body,
        "first_name": body["first_name"] or "Ada",
        "affiliations": [],
        "marketing_lists": [],
        "category": None,
    }
    mine |= {"uuid": f"22222222-2222-4333-8444-{next(numbers):012}", "custom": {}}
    mine |= {"emails": [{**one, "email": f"{next(numbers)}{one['email']}"} for one in body["emails"]]}
    call = call_of(there, mine)
    made = there.create(call, event="e")
    there.update(made.handle, call, event="e")
    found = there.fetch(made.handle)
    assert found is not None
    assert differing(there, found.data, mine) <= {"customer_id", "account_id"}


def differing(there: Connector, data: dict[str, Any], body: Body) -> set[str]:
    """Which of their fields say something else than our contact."""
    return set(replied(table_of(there), there, data, body, KNOWN, REFERENCES).names.values())
