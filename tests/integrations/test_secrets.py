"""Secrets are shown once: whoever may see everything reads every page and every answer, and finds none of them."""

import datetime as dt
import json
import re
from collections import Counter, deque
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import resolve

from contacts.access.apps import operations as apps
from contacts.access.apps.models import App, AppKind
from contacts.access.factors.models import Authenticator, RecoveryCode, SecondFactor
from contacts.access.keys.models import ApiKey
from contacts.access.keys.operations import issue_key
from contacts.access.keys.scopes import SCOPES
from contacts.directory import operations as door
from contacts.options import operations as options
from contacts.options.declaration import DECLARED
from contacts.record.parsing.parse import parse_patch
from integrations.credentials.models import Credential, Token
from integrations.credentials.operations import issue
from integrations.credentials.queries import caller_of
from integrations.credentials.tokens import issue_token
from integrations.dialects.registry import DIALECTS
from tests.contacts.access.factors.making import member, phone
from tests.integrations.attacks import CALLS, program_of
from tests.integrations.programs import STAFF, Program, organisation

pytestmark = pytest.mark.django_db
LINK = re.compile(r'(?:href|hx-get|src)="(/[^"#]*)"')
OF_A_KIND = 6
DAY = dt.timedelta(days=1)


@pytest.fixture
def secrets(db: None) -> set[str]:
    """Every kind of secret there is, and what is kept of each."""
    customer, found = organisation(), set()
    body = {"first_name": "Ada", "last_name": "King", "affiliations": [{"organisation": customer}]}
    door.create(patch=parse_patch(body), actor=STAFF)
    for dialect in DIALECTS:
        row, secret = issue(dialect=dialect.name, name="Shop", actor=STAFF, organisation=customer)
        found |= {secret, row.secret_hash, issue_token(caller=caller_of(row), lifetime=DAY)}
    found |= {issue_key(name="Shop", scopes=SCOPES, actor=STAFF)[1]}
    found |= set(ApiKey.objects.values_list("secret_hash", flat=True))
    _, made = apps.issue(name="Server", kind=AppKind.SERVER, actor=STAFF)
    found |= {made, *App.objects.exclude(secret_hash="").values_list("secret_hash", flat=True)}
    found |= set(Token.objects.values_list("digest", flat=True))
    for name, option in DECLARED.items():
        if option.kind == "secret":
            options.change(values={name: f"canary-of-the-secret-{name}"}, actor=STAFF)
            found.add(f"canary-of-the-secret-{name}")
    mine = phone(member())
    found |= {mine.seed, *Authenticator.objects.values_list("seed", flat=True)}
    found |= {*SecondFactor.objects.values_list("generation", flat=True)}
    found |= {*RecoveryCode.objects.values_list("digest", flat=True)}
    assert all(len(one) > 20 for one in found)
    return found | set(mine.codes)


def read_everything(client: Client) -> dict[str, str]:
    """Every kind of page of the desk that a link leads to, a few of each kind, by its address."""
    seen: dict[str, str] = {}
    kinds: Counter[str] = Counter()
    ahead = deque(["/staff/"])
    while ahead:
        path = ahead.popleft().partition("?")[0]
        if path in seen or not path.startswith(("/staff/", "/api/")):
            continue
        kind = resolve(path).route
        kinds[kind] += 1
        if kinds[kind] <= OF_A_KIND:
            seen[path] = _text(client.get(path))
            ahead.extend(unescape(found) for found in LINK.findall(seen[path]))
    return seen


def _text(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes(content).decode(errors="replace")


def test_no_page_of_the_desk_shows_a_secret_again(secrets: set[str], client: Client) -> None:
    client.force_login(User.objects.create_superuser("boss", password="seven quiet herons"))
    pages = read_everything(client)
    for dialect in DIALECTS:
        assert f"/staff/dialects/{dialect.name}/" in pages
    assert f"/staff/credentials/{Credential.objects.latest('pk').pk}/" in pages
    assert len(pages) > 50
    secrets.add(User.objects.get(username="boss").password)
    assert [(path, one) for path, text in pages.items() for one in secrets if one in text] == []


def test_no_answer_of_the_native_api_shows_a_secret_again(secrets: set[str], client: Client) -> None:
    key = issue_key(name="Reader", scopes=SCOPES, actor=STAFF)[1]
    document = json.loads(client.get("/api/schema/?format=json").content)
    paths = [path for path, methods in document["paths"].items() if "get" in methods]
    program, answered = Program({"Authorization": f"Bearer {key}"}), 0
    for path in paths:
        answer = program("GET", re.sub(r"\{\w+\}", "1", path))
        answered += answer.status_code == 200
        text = _text(answer)
        assert [(path, one) for one in secrets if one in text] == []
    assert answered > 15


def test_no_answer_of_a_dialect_shows_a_secret_again(secrets: set[str], client: Client) -> None:
    for call in CALLS:
        if call.operation.method == "GET":
            text = _text(call.send(program_of(call.dialect), 1))
            assert [(call.label, one) for one in secrets if one in text] == []
