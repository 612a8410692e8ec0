"""Apps of customers, the customers, and the samples of seeds/001 as text."""

import json
import re
from typing import Any

import httpx
from msgspec import Struct

from contacts.access.accounts.models import Account
from contacts.access.apps import operations as apps
from contacts.access.apps.models import App
from contacts.options import operations as deciding
from contacts.options import queries as decided
from integrations.dialects.crmcom_selfservice import options as declared
from tests.contacts.access.people.making import PASSWORD, customer
from tests.integrations.programs import SAMPLES, STAFF, Program, whole

V1, V2 = "/self-service/v1", "/self-service/v2"
assert declared  # options are known once they are imported
ORIGIN = "https://shop.example.org"


def app(**values: Any) -> tuple[App, str]:
    """An app and what it sends as ``api_key``."""
    return apps.issue(name="Shop", actor=STAFF, **values)


def program(**values: Any) -> Program:
    """An app that speaks, with nobody signed in."""
    return Program({"api_key": app(**values)[1]})


def decide(**values: Any) -> None:
    """``decide(**{"wifi.hours": 1})``."""
    deciding.change(values=values, actor=STAFF)
    decided.forget()


class Customer(Program):
    """Somebody who is signed in by an app: their own token, and nothing else unless ``key``."""

    def __init__(self, name: str, by: Program | None = None, key: bool = False, **values: Any) -> None:
        self.account: Account = customer(name, **values)
        by = by or program()
        answer = by("POST", f"{V1}/contacts/authenticate", email(f"{name}@example.org"))
        assert answer.status_code == 200, answer.content
        self.tokens: dict[str, Any] = whole(answer)
        self.id = str(self.account.uuid)
        self.me = f"{V1}/contacts/{self.id}"
        super().__init__({"auth_token": self.tokens["access_token"]} | (by.headers if key else {}))

    @property
    def contact(self) -> int:
        assert self.account.contact_id is not None
        return self.account.contact_id


def email(address: str, password: str | None = PASSWORD) -> dict[str, Any]:
    """What signs somebody in."""
    return {"provider": "EMAIL", "username": address} | ({"password": password} if password else {})


def registration(address: str, **values: Any) -> dict[str, Any]:
    """Somebody new."""
    return {"first_name": "John", "last_name": "Doe", "identity": email(address)} | values


class Sample(Struct):
    """A request or an answer of the document: its first line, headers and body."""

    first: str
    headers: dict[str, str]
    body: Any


def sample(name: str) -> Sample:
    """``001-line-0252-authenticate-email-request``; one sample of the document is JSON with commas too many."""
    text = (SAMPLES / "crmcom_selfservice" / f"001-line-{name}.txt").read_text()
    head, brace, body = text.partition("\n{\n")
    first, *headers = head.strip().split("\n")
    told = json.loads(re.sub(r",(\s*})", r"\1", "{" + body)) if brace else None
    return Sample(first, dict(line.split(": ", 1) for line in headers), told)


def replay(
    remote: httpx.Client, name: str, *, key: str = "", token: str = "", ids: dict[str, str] | None = None,
    **options: Any,
) -> httpx.Response:  # fmt: skip
    """The document's request with its own spelling of every header; only values are ours: key, token, ids, body."""
    said = sample(f"{name}-request")
    method, path, _ = said.first.split(" ")
    path = path.removeprefix("https://sandbox.crm.com")
    for theirs, ours in (ids or {}).items():
        path = path.replace(theirs, ours)
    headers = {
        header: key if header == "api_key" else token if header.lower() in ("auth_token", "authorization") else value
        for header, value in said.headers.items()
        if header != "Content-Type" or "files" not in options
    }
    body = {} if "files" in options or said.body is None else {"json": said.body | options.pop("body", {})}
    return remote.request(method, path, headers=headers, **body, **options)


def fits(answer: Any, document: Any, path: str = "") -> None:
    """Every key of the document is there, with a value of its type; a moment that has not come is null."""
    if isinstance(document, dict):
        assert isinstance(answer, dict), path
        for key, value in document.items():
            assert key in answer, f"{path}.{key}"
            fits(answer[key], value, f"{path}.{key}")
    elif isinstance(document, list):
        assert isinstance(answer, list), path
        assert answer, path
        fits(answer[0], document[0], path)
    else:
        assert type(answer) is type(document) or (answer is None and isinstance(document, int)), (path, answer)
