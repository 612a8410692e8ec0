"""Whatever a system answers is understood, or a trouble: never another exception, and never a changed value of ours.

Seen red without the check of ids (``../../x`` went into a path), with a whole number taken for any ``int`` (a number of
a thousand digits), and with faults of a reply raised instead of left out.
"""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.record.parsing.parse import parse_patch
from contacts.tables.caches import empty_all
from integrations.mapping.sources import BLANK, Body
from integrations.wire.outbound.connector import Connector, Found, Handle, Page
from integrations.wire.outbound.line import Answer, Line
from integrations.wire.outbound.reading import ID
from integrations.wire.outbound.translating import replied
from integrations.wire.outbound.troubles import Declined, TryAgain
from tests.integrations.connectors.lines import CONNECTORS, REFERENCES, account, call_of, table_of
from tests.integrations.laws import KNOWN, after
from tests.integrations.programs import sample

THREE = ("webinone", "administrate", "lightening")
SAID = {
    "client_id": "c", "client_secret": "s", "username": "u", "password": "p", "token": "t", "account_id": "1",
    "customer_id": "1", "brief": "yes", "time_zone": "UTC",
}  # fmt: skip
every = pytest.mark.parametrize("dialect", THREE)
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ADA: Body = {
    **after(BLANK, parse_patch({"first_name": "Ada", "last_name": "King", "display_name": "Ada King",
                                "emails": [{"email": "ada@example.org"}], "affiliations": [{"organisation": 1}]})),
    "uuid": "11111111-2222-4333-8444-555555555555",
}  # fmt: skip


class Said(Line):
    """A line on which everything is answered alike, but for the call for a token."""

    def __init__(self, dialect: str, answers: Iterable[Answer]) -> None:
        super().__init__(account(dialect, "https://example.org", **SAID))
        self.answers = list(answers)

    def ask(self, method: str, path: str, **how: Any) -> Answer:
        if path == "/api/v1/oauth/token":
            return Answer(200, {}, b'{"access_token": "t", "expires_in": 60}')
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if (file := how.get("into")) is not None:
            file.write(answer.body)
            return Answer(answer.status, answer.headers, b"")
        return answer


WORKS = ("test", "fetch", "look_up", "create", "update", "remove", "page", "next page")


def works(there: Connector) -> list[Callable[[], object]]:
    call, handle = call_of(there, ADA), Handle("7")
    second = "7:1" if there.line.account.dialect == "webinone" else "7"
    return [
        there.test, lambda: there.fetch(handle), lambda: there.look_up(call), lambda: there.create(call, event="e"),
        lambda: there.update(handle, call, event="e"), lambda: there.remove(handle, event="e"),
        lambda: there.page(since="", after=""), lambda: there.page(since="", after=second),
    ]  # fmt: skip


def tried(dialect: str, *answers: Answer) -> list[object]:
    """What each work came to: its result, or its trouble."""
    results: list[object] = []
    for n in range(len(WORKS)):
        empty_all()
        there = CONNECTORS[dialect](Said(dialect, answers))
        try:
            result = works(there)[n]()
        except (TryAgain, Declined) as trouble:
            result = trouble
        results.append(result)
        for found in [result] if isinstance(result, Found) else result.items if isinstance(result, Page) else ():
            assert ID.fullmatch(found.theirs)
            with suppress(TryAgain):
                replied(table_of(there), there, found.data, ADA, KNOWN, REFERENCES)
    return results


ODD = {
    "nothing": b"", "a page": b"<!DOCTYPE html><h1>Maintenance</h1>", "half": b'{"Id": 7, "Email": "a@exa',
    "no number": b'{"Id": NaN, "id": NaN}', "endless": b'{"Id": Infinity}', "null": b"null", "a word": b'"ok"',
    "a number": b"7", "true": b"true", "a list": b"[]", "lists": b"[[]]", "an object": b"{}", "twice": b"{}{}",
    "doubled keys": b'{"Id": 7, "Id": "x", "id": 7, "id": [], "result": true, "result": false}',
    "deep": b"[" * 100_000, "deeper": b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "no text": b"\xff\xfe\x00",
    "half a letter": b'{"id": "\xd8", "Id": "\\ud800"}', "a long number": b'{"Id": ' + b"9" * 4_400 + b"}",
    "a large number": b'{"Id": 99999999999999999999, "id": 99999999999999999999, "result": true}',
    "minus": b'{"Id": -1, "id": -1, "result": true}', "a way up": b'{"Id": "../../x", "id": "../../x", "result": true}',
    "a flag": b'{"Id": true, "id": true, "result": true}', "blank": b'{"Id": "", "id": "", "result": true}',
    "no list": b'{"Items": 5, "TotalItemsCount": "many", "entities": {}, "result": true}',
    "a list of words": b'{"Items": ["a"], "TotalItemsCount": 1, "entities": ["a"], "result": true}',
    "no entities": b'{"result": true}', "a wordy result": b'{"result": "true", "entities": []}',
    "a byte order mark": b"\xef\xbb\xbf{}", "errors": b'{"errors": [1], "Errors": 5, "result": false}',
}  # fmt: skip


@every
@pytest.mark.parametrize("name", ODD)
def test_an_odd_answer_is_a_trouble(dialect: str, name: str) -> None:
    for status in (200, 400, 404):
        for n, result in enumerate(tried(dialect, Answer(status, {}, ODD[name]))):
            if status == 200 and not is_enough(dialect, WORKS[n], ODD[name]):
                assert isinstance(result, (TryAgain, Declined)), (WORKS[n], result)


def is_enough(dialect: str, work: str, body: bytes) -> bool:
    """Whether the documents ask no more of an answer: an empty list, a deletion's status, a result that is true."""
    if dialect == "lightening":
        return work == "remove" or (work == "update" and b'"result": true}' in body)
    return work == "remove" or (dialect == "administrate" and body == b"[]")


def test_a_list_that_forgets_its_contacts_is_not_taken_for_an_empty_one() -> None:
    for body in (b'{"result": true}', b'{"result": false, "entities": []}', b'{"Items": [], "TotalItemsCount": null}'):
        for dialect in ("webinone", "lightening"):
            assert isinstance(tried(dialect, Answer(200, {}, body))[6], (TryAgain, Declined))


@every
@QUICK
@given(body=st.binary(max_size=200), status=st.sampled_from([200, 201, 204, 301, 400, 401, 404, 409, 429, 503]))
def test_bytes_of_any_kind_are_a_trouble(dialect: str, body: bytes, status: int) -> None:
    tried(dialect, Answer(status, {}, body))


values = st.recursive(
    st.sampled_from(
        [None, True, False, 0, 1, -1, 7, 2**70, 1.5, "", "x", "7", "a@example.org", "\x00", "\ud83d", "y" * 300]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)
SHOWN = {
    "webinone": sample("webinone", "000-line-0114-get-answer"),
    "administrate": sample("administrate", "003-line-0089-get-answer"),
    "lightening": sample("lightening", "004-line-0015-list-answer")["entities"][0] | {"id": "7"},
}


@every
@QUICK
@given(data=st.data())
def test_a_contact_with_any_values_changes_nothing_that_it_does_not_say(dialect: str, data: st.DataObject) -> None:
    keys = data.draw(st.sets(st.sampled_from(sorted(SHOWN[dialect])), max_size=6))
    odd = {key: data.draw(values) for key in keys}
    whole = {**SHOWN[dialect], "Id": 7, "id": 7} | odd
    text = json.dumps(enveloped(dialect, whole)).encode("utf-8", "surrogatepass")
    tried(dialect, Answer(200, {}, text))
    there = CONNECTORS[dialect](Said(dialect, [Answer(200, {}, b"")]))
    try:
        patch = replied(table_of(there), there, odd, ADA, KNOWN, REFERENCES)
    except TryAgain:
        return
    assert {name.partition(".")[0] for name in patch.names.values()} <= keys


def enveloped(dialect: str, one: dict[str, Any]) -> Any:
    """A contact in every envelope at once that the dialect has."""
    if dialect == "webinone":
        return one | {"Items": [one], "TotalItemsCount": 1}
    return one if dialect == "administrate" else {"entities": [one], "entity": one, "result": True, "id": one["id"]}
