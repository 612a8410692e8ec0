"""Poisoned hosts, headers and forms: links lead here, letters have one recipient, and forms set what they show."""

import json
import socket
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.urls import reverse

from contacts.access.accounts.models import Account, Identity
from contacts.access.sessions.models import Session
from contacts.directory.models import Contact
from contacts.directory.reading import snapshots
from contacts.portal.frame.customers import COOKIE
from contacts.portal.urls import urlpatterns
from tests import processes
from tests.contacts.api.conftest import Program, api, caches_last, program_with
from tests.contacts.files.conftest import media
from tests.contacts.portal.conftest import MAIL, PASSWORD, grace, hers, sign_in
from tests.contacts.portal.post import code, deliver

__all__ = ["api", "caches_last", "grace", "hers", "media", "program_with"]
EVIL = "evil.example"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [{"Host": EVIL}, {"Host": f"localhost.{EVIL}"}, {"Host": f"localhost:80@{EVIL}"}, {"Host": f"{EVIL}#localhost"}],
    ids=str,
)
def test_another_host_is_refused(client: Client, grace: Account, headers: dict[str, str]) -> None:
    for name in ("forgot", "sign-in", "register"):
        answer = client.post(reverse(f"portal:{name}"), {"username": MAIL, "way": "code"}, headers=headers)
        assert (answer.status_code, deliver()) == (400, [])


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-Host", "X-Forwarded-Server"])
def test_a_host_in_another_header_gets_into_no_letter(
    client: Client, grace: Account, header: str, settings: Any
) -> None:
    sent = {header: f"host={EVIL}" if header == "Forwarded" else EVIL}
    page = client.post(reverse("portal:forgot"), {"username": MAIL}, headers=sent)
    (text,) = deliver()
    assert EVIL not in text + page.content.decode() + str(page.headers)
    assert f"{settings.PUBLIC_BASE_URL}/portal/reset/?token=" in text


@pytest.mark.django_db(transaction=True)
def test_an_address_with_a_host_of_its_own_is_refused_by_the_server(grace: Account, tmp_path: Any) -> None:
    """As a proxy would be asked; the Host header beside it is ours."""
    with processes.web(tmp_path / "log") as site:
        host, port = site.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), 10) as line:
            ask = f"GET http://{EVIL}/portal/forgot/ HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
            line.sendall(ask.encode())
            answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert EVIL.encode() not in answer


INJECTIONS = [
    "\r\nBcc: eve@evil.example",
    "\nBcc: eve@evil.example",
    "\rBcc: eve@evil.example",
    "\r\n\r\n<h1>Win</h1>",
    "\x00eve@evil.example",
    "\u2028Bcc: eve@evil.example",
    "%0d%0aBcc: eve@evil.example",
]


@pytest.mark.django_db
@pytest.mark.parametrize("text", INJECTIONS, ids=ascii)
def test_no_text_becomes_a_header(client: Client, api: Program, text: str) -> None:
    said = {"address": "laura@example.org", "first_name": f"Laura{text}", "last_name": f"Moss{text}"}
    client.post(reverse("portal:register"), said)
    client.post(reverse("portal:register"), said | {"address": f"laura@example.org{text}"})
    client.post(reverse("portal:forgot"), {"username": f"laura@example.org{text}"})
    made = api.post("contacts", {"last_name": "Moss", "emails": [{"email": "moss@example.org"}]})
    to = json.loads(made.content)["id"]
    for more in ({"subject": f"News{text}"}, {"subject": "News", "to": f"moss@example.org{text}"}):
        api.post(f"contacts/{to}/communications", {"channel": "EMAIL", "content": f"Hello{text}"} | more)
    deliver()
    for letter in mail.outbox:
        whole = letter.message()
        assert whole["Bcc"] is None
        assert letter.recipients() in (["laura@example.org"], ["moss@example.org"])
        assert "\n" not in str(whole["Subject"]).replace("\n ", "")


@pytest.fixture
def deep() -> list[tuple[str, bytes]]:
    """Bodies that are dear to read: (name, bytes)."""
    return [
        ("deep lists", b"[" * 100_000),
        ("closed deep lists", b"[" * 50_000 + b"]" * 50_000),
        ("deep objects", b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
        ("many keys", json.dumps({f"k{n}": n for n in range(50_000)}).encode()),
        ("a long number", b'{"revision": ' + b"9" * 100_000 + b"}"),
        ("too long", b'{"notes": "' + b"x" * 3_000_000 + b'"}'),
        ("no unicode", b'{"notes": "\xff\xfe"}'),
        ("half a pair", b'{"last_name": "\\ud800"}'),
    ]


def test_dear_bodies_are_refused(api: Program, deep: list[tuple[str, bytes]]) -> None:
    to = json.loads(api.post("contacts", {"last_name": "Moss"}).content)["id"]
    before = list(Contact.objects.values())
    for path in ("contacts", f"contacts/{to}/communications", f"contacts/{to}/orders", f"contacts/{to}/consents"):
        for name, body in deep:
            answer = api.post(path, body)
            assert answer.status_code in (400, 413, 422), (path, name, answer.status_code)
    assert list(Contact.objects.values()) == before


def hostile() -> dict[str, str]:
    """Every field of every table, set to what an attacker would like."""
    names = {field.name for model in apps.get_models() for field in model._meta.get_fields()}
    names |= {field.attname for model in apps.get_models() for field in model._meta.concrete_fields}
    names |= {"is_admin", "is_staff", "is_superuser", "is_verified", "tenant", "owner", "Role", "Type", "tax_exempt"}
    return dict.fromkeys(
        names - {"code", "address", "first_name", "last_name", "username", "password", "language"}, "1"
    )


def held(contact: int | None) -> dict[str, Any]:
    """What no form of the portal may set; times of use are left out."""
    account = Account.objects.filter(contact=contact).values().get()
    return {
        "account": {k: v for k, v in account.items() if not k.endswith("_at")},
        "identities": list(Identity.objects.filter(account=account["id"]).values("provider", "key", "subject")),
        "contact": Contact.objects.filter(pk=contact).values(
            "id", "uuid", "code", "kind", "status", "life_cycle_state", "is_active", "is_archived", "owner_group_id",
            "category_id", "privacy_level_id", "notes", "membership_number", "customer_type_id",
        ).get(),
        "staff": apps.get_model("auth", "User").objects.count(),
    }  # fmt: skip


@pytest.mark.django_db
def test_registering_sets_what_the_form_shows(client: Client) -> None:
    def registered(address: str, **more: str) -> dict[str, Any]:
        said = {"address": address, "first_name": "Laura", "last_name": "Moss", "password": PASSWORD}
        client.post(reverse("portal:register"), said | more)
        client.post(reverse("portal:code"), more | {"code": code()})
        account = Identity.objects.get(key=address).account
        record = snapshots.records([account.contact_id or 0])[account.contact_id or 0]
        client.cookies.clear()
        return {name: getattr(record, name) for name in record.__struct_fields__}

    ticked = dict.fromkeys(hostile().keys() - {"by_email", "by_sms"}, "1")
    own = {"id", "uuid", "code", "emails", "created_at", "updated_at", "revision"}
    plain, attacked = registered("laura@example.org"), registered("moira@example.org", **ticked)
    assert {name for name in plain if plain[name] != attacked[name]} <= own
    assert attacked["zones"] == plain["zones"] == []


@pytest.mark.django_db
def test_no_form_of_the_portal_sets_more_than_it_shows(hers: Client, grace: Account, media: Any) -> None:
    before, samples = held(grace.contact_id), {"int": 1, "uuid": "00000000-0000-4000-8000-000000000000"}
    for pattern in urlpatterns:
        kinds = {name: type(kind).__name__[:-9].lower() for name, kind in pattern.pattern.converters.items()}
        address = reverse(
            f"portal:{pattern.name}", kwargs={name: samples.get(kind, "x") for name, kind in kinds.items()}
        )
        if pattern.name and any(word in pattern.name for word in ("leave", "delete", "unregister")):
            continue  # these are meant to end the account, by their own means
        hers.cookies[COOKIE] = sign_in(grace)
        answer = hers.post(address, hostile())
        assert answer.status_code < 500, pattern.name
        assert held(grace.contact_id) == before, pattern.name
    assert Session.objects.filter(account=grace).count() == Session.objects.count()
