"""Whatever a CRM.COM answers is understood, or a trouble: never another exception.

Seen red without the check of entries (a list of words in ``phones_set``), with ``status.code`` taken for text
unseen (a number), and with the token's middle decoded unguarded (``subject_of``).
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.record.parsing.parse import parse_patch
from contacts.tables.caches import empty_all
from integrations.dialects.crmcom_selfservice.calling.logins import Login
from integrations.mapping.sources import BLANK, Body
from integrations.wire.outbound.connector import Connector, Found, Handle
from integrations.wire.outbound.line import Answer, Line
from integrations.wire.outbound.reading import ID
from integrations.wire.outbound.translating import replied
from integrations.wire.outbound.troubles import Declined, TryAgain
from tests.integrations.connectors.lines import CONNECTORS, REFERENCES, account, call_of, table_of
from tests.integrations.connectors.test_answers import ODD, QUICK
from tests.integrations.laws import Everything, after
from tests.integrations.programs import sample

CLASSIC, SELF = "crmcom_classic", "crmcom_selfservice"
SAID = {"username": "u", "password": "p", "organisation": "o", "api_key": "k", "time_zone": "UTC"}
LOG_IN = {
    CLASSIC: ("authentication/token", b'{"status": {"code": "OK"}, "data": {"token": "t"}}'),
    SELF: ("/authenticate", b'{"access_token": "t", "exp": "1", "contact": {"id": "A7"}}'),
}  # fmt: skip
HANDLES = {CLASSIC: Handle("A7"), SELF: Handle("A7", Login("ada@example.org", "p").secret)}
WORKS = ("test", "fetch", "look_up", "create", "update", "remove")
every = pytest.mark.parametrize("dialect", [CLASSIC, SELF])
ADA: Body = {
    **after(BLANK, parse_patch({"first_name": "Ada", "last_name": "King", "emails": [{"email": "ada@example.org"}],
                                "phones": [{"number": "99 123456"}], "addresses": [{"town": "Nicosia"}],
                                "demographics": {"birth_date": {"year": 1815}}})),
    "uuid": "11111111-2222-4333-8444-555555555555",
}  # fmt: skip


class Elsewhere(Everything):
    """We have none of the look-ups that they name."""

    def named(self, kind: str, column: str, value: Any) -> list[int]:
        assert "\x00" not in value
        return []


class Said(Line):
    """A line on which everything is answered alike; logging in works unless ``closed``."""

    def __init__(self, dialect: str, answer: Answer, *, closed: bool) -> None:
        super().__init__(account(dialect, "https://example.org", **SAID))
        self.answer, self.closed = answer, closed

    def ask(self, method: str, path: str, **how: Any) -> Answer:
        end, told = LOG_IN[self.account.dialect]
        is_log_in = path.endswith(end) and "password" in (how.get("json") or {})
        return Answer(200, {}, told) if is_log_in and not self.closed else self.answer


def works(there: Connector) -> Iterator[Callable[[], object]]:
    call, handle = call_of(there, ADA), HANDLES[there.line.account.dialect]
    yield there.test
    yield lambda: there.fetch(handle)
    yield lambda: there.look_up(call)
    yield lambda: there.create(call, event="e")
    yield lambda: there.update(handle, call, event="e")
    yield lambda: there.remove(handle, event="e")


def tried(dialect: str, answer: Answer) -> dict[str, object]:
    """What each work came to: its result, or its trouble."""
    results: dict[str, object] = {}
    for closed in (True, False):
        there = CONNECTORS[dialect](Said(dialect, answer, closed=closed))
        for name, work in zip(WORKS, works(there), strict=True):
            empty_all()
            try:
                results[name] = work()
            except (TryAgain, Declined) as trouble:
                results[name] = trouble
            for found in _found(results[name]):
                assert ID.fullmatch(found.theirs)
                replied(table_of(there), there, found.data, ADA, Elsewhere(), REFERENCES)
    return results


def _found(result: object) -> list[Found]:
    return [result] if isinstance(result, Found) else result if isinstance(result, list) else []


MORE = {
    "a number as code": b'{"status": {"code": 7}, "data": {"id": "A7"}}', "no code": b'{"status": {}, "data": {}}',
    "a word as status": b'{"status": "OK", "data": {"id": "A7"}}', "no data": b'{"status": {"code": "OK"}}',
    "a list as data": b'{"status": {"code": "OK"}, "data": ["A7"]}', "no id": b'{"status": {"code": "OK"}, "data": {}}',
    "a way up as id": b'{"status": {"code": "OK"}, "data": {"id": "../x", "token": "t"}}',
    "a list as error": b'{"error": ["NOTFOUND"], "parameters": 7}',
    "no parameters": b'{"error": "X", "parameters": [[]]}',
}  # fmt: skip


@every
@pytest.mark.parametrize("name", ODD | MORE)
@pytest.mark.parametrize("status", [200, 400, 404])
def test_an_odd_answer_is_a_trouble(dialect: str, name: str, status: int) -> None:
    body = (ODD | MORE)[name]
    for work, result in tried(dialect, Answer(status, {}, body)).items():
        if status == 200 and not (dialect == SELF and work == "remove") and not _is_enough(dialect, work, body):
            assert isinstance(result, (TryAgain, Declined)), (work, result)


def _is_enough(dialect: str, work: str, body: bytes) -> bool:
    """Whether the document asks no more of an answer: any object tells a contact that says nothing of itself."""
    return dialect == SELF and body.startswith(b"{") and work in ("fetch", "update", "look_up", "create")


@every
@QUICK
@given(body=st.binary(max_size=200), status=st.sampled_from([200, 201, 204, 301, 400, 401, 403, 404, 409, 429, 503]))
def test_bytes_of_any_kind_are_a_trouble(dialect: str, body: bytes, status: int) -> None:
    tried(dialect, Answer(status, {}, body))


values = st.recursive(
    st.sampled_from(
        [None, True, 0, -1, 7, 2**70, 1.5, 1e300, "", "x", "7", "OK", "a@example.org", "\x00", "\ud83d", "y" * 300]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "name", "type"]), inner),
    max_leaves=4,
)
OURS = {
    "id": "A7", "code": "C1", "first_name": "Ada", "last_name": "King", "email_address": "ada@example.org",
    "demographics": {"date_of_birth": {"day": 1, "month": 1, "year": 1}, "passport": {"passport_number": "1"}},
    "company_profile": {"industry_sectors": ["1"]}, "custom_fields": [{"key": "nick", "value": "A"}],
    "category_id": "1",
}  # fmt: skip
SHOWN: dict[str, Any] = {CLASSIC: sample(CLASSIC, "002-line-0093-show-answer")["data"], SELF: OURS}


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the values of a contact are, at all depths."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*above, key)
        yield from places(one, (*above, key))


def replaced(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    """A copy with ``new`` at a place, unless there is no such place (any more)."""
    if not place:
        return new
    key, rest = place[0], place[1:]
    if isinstance(value, dict) and key in value:
        return value | {key: replaced(value[key], rest, new)}
    if isinstance(value, list) and type(key) is int and key < len(value):
        return [*value[:key], replaced(value[key], rest, new), *value[key + 1 :]]
    return value


PLACES = {dialect: list(places(shown)) for dialect, shown in SHOWN.items()}


@every
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_contact_with_any_value_anywhere_is_read_or_a_trouble(dialect: str, data: st.DataObject) -> None:
    whole = SHOWN[dialect]
    for place in data.draw(st.lists(st.sampled_from(PLACES[dialect]), min_size=1, max_size=4)):
        whole = replaced(whole, place, data.draw(values))
    told = {"status": {"code": "OK"}, "data": whole} if dialect == CLASSIC else whole
    tried(dialect, Answer(200, {}, json.dumps(told).encode("utf-8", "surrogatepass")))
    if dialect == CLASSIC:
        listed = {"status": {"code": "OK"}, "data": [whole]}
        tried(dialect, Answer(200, {}, json.dumps(listed).encode("utf-8", "surrogatepass")))
