"""Attacks on every registered dialect that must fail: without proof, with another's, by a browser, by size, by filter.

A new dialect is attacked by being registered; its operations come from its description.
"""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.access.apps.models import App
from contacts.background.models import Job
from contacts.directory import operations as door
from contacts.directory.models import Contact
from contacts.record.parsing.parse import parse_patch
from contacts.tables import caches
from integrations.credentials.models import Credential, Token
from integrations.dialects.base import Dialect
from integrations.dialects.registry import DIALECTS
from integrations.wire.inbound import calls
from integrations.wire.inbound.endpoint import Endpoint
from integrations.wire.models import Call as Logged
from tests.integrations import attacks
from tests.integrations.attacks import CALLS, CANARY, CLOSED, LISTS, WITH_BODY, Call
from tests.integrations.programs import STAFF, Program, organisation

pytestmark = pytest.mark.django_db
every = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)


def labelled(name: str, found: list[Call]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(name, found, ids=lambda call: call.label)


@pytest.fixture
def ada() -> int:
    """The id of a contact that nobody may change here."""
    body = {"first_name": "Ada", "last_name": "King", "affiliations": [{"organisation": organisation()}]}
    return door.create(patch=parse_patch(body), actor=STAFF).record.id


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What the installation's log says, as it is written."""
    console = next(handler for handler in logging.getLogger().handlers if type(handler) is logging.StreamHandler)
    stream = StringIO()
    here = logging.StreamHandler(stream)
    here.setFormatter(console.formatter)
    logging.getLogger().addHandler(here)
    yield stream
    logging.getLogger().removeHandler(here)


def state() -> list[Any]:
    return list(Contact.objects.order_by("pk").values_list("pk", "revision", "is_archived"))


def opened(dialect: Dialect, program: Any, ada: int) -> list[str]:
    """The operations that need a proof and did not refuse this program, or left a change or a cookie behind."""
    before, found = state(), []
    for call in (one for one in CLOSED if one.dialect is dialect):
        caches.empty_all()  # each is refused for itself, and not for what came before it
        answer = call.send(program, ada)
        if not attacks.was_refused(answer) or answer.cookies or state() != before:
            found.append(call.label)
    return found


@every
def test_a_session_of_the_desk_opens_no_dialect(dialect: Dialect, ada: int, client: Client) -> None:
    client.force_login(User.objects.create_superuser("boss"))
    for name in ("Authorization", "api_key", "auth_token", "token"):
        client.cookies[name] = CANARY
    assert opened(dialect, attacks.stranger(client), ada) == []


@every
def test_a_credential_of_another_dialect_opens_nothing(dialect: Dialect, ada: int) -> None:
    program = attacks.program_of(dialect)
    if dialect.by_apps:  # apps know no dialects: it is a credential that must open nothing here
        program = attacks.program_of(next(one for one in DIALECTS if not one.by_apps))
    Credential.objects.update(dialect=next(one.name for one in DIALECTS if one is not dialect))
    caches.empty_all()
    assert opened(dialect, program, ada) == []


@every
def test_a_credential_that_was_switched_off_opens_nothing(dialect: Dialect, ada: int) -> None:
    program = attacks.program_of(dialect)
    assert opened(dialect, program, ada), "before"
    Credential.objects.update(is_enabled=False)
    App.objects.update(disabled_at=timezone.now())
    caches.empty_all()
    assert opened(dialect, program, ada) == []


def deletes_by_get() -> list[Call]:
    """Operations whose view asks for the right to delete, or to write, for a GET."""
    found = []
    for call in CLOSED:
        views = [pattern.callback.view_class for pattern in call.dialect.urlpatterns if _is_at(pattern, call)]
        if call.operation.method == "GET" and any(view.rights.get("GET") in ("delete", "write") for view in views):
            found.append(call)
    return found


def _is_at(pattern: Any, call: Call) -> bool:
    return bool(pattern.resolve(call.address(1).partition("?")[0].lstrip("/"))) and "<path:" not in str(pattern.pattern)


@labelled("call", deletes_by_get())
@pytest.mark.parametrize(
    "sent",
    [
        {"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"}, {"Sec_Fetch_Site": "cross-site, none"},
        {"Purpose": "prefetch"}, {"Sec_Purpose": "prefetch;prerender"}, {"X_Moz": "prefetch"},
    ],
    ids=str,
)  # fmt: skip
def test_a_get_that_changes_is_not_done_for_another_site_or_ahead_of_time(
    call: Call, ada: int, sent: dict[str, str]
) -> None:
    before = state()
    answer = call.send(attacks.program_of(call.dialect), ada, **sent)
    assert (attacks.was_refused(answer), state()) == (True, before)


@labelled("call", WITH_BODY)
def test_bodies_beyond_the_limits_are_refused_and_change_nothing(call: Call, ada: int) -> None:
    program = attacks.program_of(call.dialect) if not call.operation.is_open else attacks.stranger()
    before = state()
    right = call.operation.example if isinstance(call.operation.example, dict) else {}
    answer = call.send(program, ada, right | {"a": "x" * 1_048_577})
    assert answer.status_code in call.operation.answers
    assert attacks.was_refused(answer)
    deep = [json.dumps(right)[:-1] + f',"a":{attacks.deep(levels)}}}' for levels in (21, 50_000)]
    many = right | {f"k{n}": 1 for n in range(1001)}
    for body in (*deep, many, b"\xff\xfe{", "[1]", "NaN", '{"a":1e999}', "{"):
        answer = call.send(program, ada, body)
        assert (str(body)[:20], answer.status_code in call.operation.answers) == (str(body)[:20], True)
        assert attacks.was_refused(answer), (str(body)[:20], answer.content)
    assert state() == before


LOOKUPS = (
    "_connector", "_negated", "pk__in", "password__startswith", "user__password__regex", "account__secret_hash__gt",
    "last_name__regex", "last_name__iregex", "a.b", "custom_fields.x__eq", "is_deleted__isnull", "email\x00__eq",
    "first_name__eq__contains", "__class__", "changes__body__contains",
)  # fmt: skip


@labelled("call", LISTS)
def test_lookups_never_reach_the_database(call: Call, ada: int) -> None:
    program = attacks.program_of(call.dialect)
    plain = call.send(program, ada)
    for name in LOOKUPS:
        with CaptureQueriesContext(connection) as captured:
            answer = program("GET", call.address(ada) + ("&" if call.operation.query else "?") + f"{name}=OR")
        sql = " ".join(one["sql"] for one in captured)
        assert answer.status_code in call.operation.answers, name
        assert attacks.was_refused(answer) or answer.content == plain.content, name
        assert not any(word in sql for word in ("auth_user", "REGEXP", " ~ ", "'OR'")), name


@pytest.mark.parametrize("name", LOOKUPS)
def test_a_filter_that_is_not_offered_is_400_where_filters_are(ada: int, name: str) -> None:
    call = next(call for call in LISTS if call.dialect.name == "administrate")
    program = attacks.program_of(call.dialect)
    for query in (f"{name}=OR", f"_order={name}", f"_order=-{name}"):
        assert (query, program("GET", f"{call.address(ada)}?{query}").status_code) == (query, 400)


@every
def test_no_way_of_going_wrong_tells_a_secret_or_a_name(dialect: Dialect, ada: int, written: StringIO) -> None:
    program, statuses = attacks.program_of(dialect), []
    query = f"?{CANARY}@example.org=1&email={CANARY}&token={CANARY}&auth_token={CANARY}&Where={CANARY}"
    for call in (one for one in CALLS if one.dialect is dialect):
        elsewhere = call.address(CANARY).partition("?")[0] + query
        for body in attacks.bodies_with_canaries(call.operation):
            statuses.append(call.send(program, ada, body).status_code)
            statuses.append(program(call.operation.method, elsewhere, body).status_code)
        for headers in attacks.wrong_proofs():
            call.send(Program(headers), ada)
            caches.empty_all()
    assert max(statuses) < 500
    calls.flush()
    assert Logged.objects.filter(dialect=dialect.name).count() > len(statuses)
    kept = [str(row.__dict__) for model in (Logged, Job, Token) for row in model._default_manager.all()]
    lines = written.getvalue().splitlines()
    assert len(lines) > len(statuses)
    assert [text for text in (*kept, *lines) if CANARY in text] == []


@every
def test_a_fault_of_ours_tells_nothing_to_callers_and_no_values_to_the_log(
    dialect: Dialect, ada: int, written: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError(CANARY)

    monkeypatch.setattr(Endpoint, "_answered", broken)
    call = next(one for one in CALLS if one.dialect is dialect)
    answer = call.send(attacks.stranger(), ada)
    told = written.getvalue()
    assert (CANARY in answer.content.decode(), "RuntimeError" in answer.content.decode()) == (False, False)
    assert ("RuntimeError" in told, CANARY in told) == (True, False)
