"""Programs with one scope, staff with one right and browsers of others: what each tries to make of it."""

import datetime as dt
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from contacts.access.accounts.models import Account
from contacts.access.keys.models import ApiKey
from contacts.access.keys.operations import issue_key
from contacts.approvals import operations as approvals
from contacts.files import operations as files
from contacts.messages.models import Communication
from contacts.portal.frame.customers import COOKIE
from integrations.connections.models import Connection
from tests.contacts.commerce.making import ADA, contact
from tests.contacts.files.conftest import media
from tests.contacts.portal.conftest import grace, hers, sign_in
from tests.factories import StaffFactory
from tests.recovery.doors import address, routes, things

pytestmark = pytest.mark.django_db
__all__ = ["grace", "hers", "media"]
PASSWORD = "nine grey geese on ice"
EVIL = "evil.example"


def program(*scopes: str, **values: Any) -> Any:
    """A program with these scopes: ``call(method, path, body)``."""
    text = issue_key(name="Shop", scopes=scopes, actor=ADA, **values)[1]
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {text}"})

    def call(method: str, path: str, body: Any = None) -> Any:
        data = "" if body is None else json.dumps(body)
        return client.generic(method, f"/api/v1/{path}", data, content_type="application/json")

    return call


def test_a_key_cannot_outgrow_itself_by_issuing_others() -> None:
    """Off: leave ``_beyond`` out of ``Keys.post``."""
    soon = timezone.now() + dt.timedelta(hours=1)
    call = program("keys:manage", "contacts:read", per_minute=50, expires_at=soon)
    asked = {"name": "Child", "scopes": ["contacts:read"], "expires_at": soon.isoformat()}
    for more, path in (
        ({"scopes": ["contacts:write"]}, "scopes[0]"), ({"per_minute": 51}, "per_minute"),
        ({"expires_at": None}, "expires_at"), ({"expires_at": (soon + dt.timedelta(days=1)).isoformat()}, "expires_at"),
    ):  # fmt: skip
        refused = call("POST", "api-keys", asked | more)
        assert (refused.status_code, [one["path"] for one in refused.json()["errors"]]) == (400, [path])
    made = call("POST", "api-keys", asked)
    assert (made.status_code, made.json()["per_minute"]) == (201, 50)


def test_a_key_revokes_none_that_may_more_than_itself() -> None:
    """Off: leave the scopes out of ``OneKey.delete``."""
    call = program("keys:manage", "contacts:read")
    above = issue_key(name="Above", scopes=["contacts:write"], actor=ADA)[0]
    below = issue_key(name="Below", scopes=["contacts:read"], actor=ADA)[0]
    assert [call("DELETE", f"api-keys/{one.pk}").status_code for one in (above, below)] == [403, 204]
    assert [ApiKey.objects.get(pk=one.pk).revoked_at is None for one in (above, below)] == [True, False]


def test_who_may_write_messages_reads_no_files_by_mailing_them(media: Any) -> None:
    """Off: leave ``require_scope`` out of ``Communications.post``."""
    of = contact(emails=[{"email": "ada@example.org"}])
    kept = files.keep(contact=of, name="secret.txt", content=ContentFile(b"secret"), actor=ADA)
    said = {"channel": "EMAIL", "subject": "x", "content": "x", "to": f"eve@{EVIL}", "attachments": [kept.pk]}
    assert program("messages:write")("POST", f"contacts/{of}/communications", said).status_code == 403
    assert not Communication.objects.exists()
    assert program("messages:write", "files:read")("POST", f"contacts/{of}/communications", said).status_code == 201
    assert mail.outbox == []


def test_who_may_connect_systems_reads_no_contacts_by_being_told_of_them() -> None:
    """Off: make ``Telling`` a plain ``Resource``."""
    call = program("connections:manage", "connections:read")
    hook = {"address": "https://203.0.113.9/hook"}
    line = {"dialect": "lightening", "name": "Mine", "address": "https://203.0.113.9", "account": {"token": "x"}}
    assert [call("POST", path, body).status_code for path, body in (("webhooks", hook), ("connections", line))] == [
        403
    ] * 2
    assert not Connection.objects.exists()
    assert call("GET", "webhooks").status_code == 200


def staff(name: str, *rights: str) -> User:
    return StaffFactory(username=name, password=PASSWORD, permissions=rights)


def desk(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("by_group", [True, False])
def test_who_may_change_users_takes_over_none_that_may_more(is_active: bool, by_group: bool) -> None:
    """Off: ask only for superusers in ``UserForm``."""
    clerk = staff("clerk", "view_user", "change_user", "view_contact")
    other = staff("other", "view_contact")
    strong = staff("strong", "view_contact")
    right = Permission.objects.get(codename="delete_contact")
    if by_group:
        group = Group.objects.create(name="Heads")
        group.permissions.add(right)
        strong.groups.add(group)
    else:
        strong.user_permissions.add(right)
    User.objects.filter(username="strong").update(is_active=is_active)
    client = desk(clerk)
    for who in (strong, other):
        said = {"username": who.username, "email": f"clerk@{EVIL}", "is_active": "on", "password": f"{PASSWORD}, mine"}
        client.post(f"/staff/users/{who.pk}/", {**said, "own-password": PASSWORD})
        client.post(f"/staff/users/{who.pk}/cell/email/", {"email": f"clerk@{EVIL}"})
        client.post("/staff/users/switch/", {"id": who.pk, "to": "on"})
    strong.refresh_from_db()
    other.refresh_from_db()
    assert (strong.check_password(PASSWORD), strong.email, strong.is_active) == (True, "", is_active)
    assert (other.check_password(f"{PASSWORD}, mine"), other.email) == (True, f"clerk@{EVIL}")


def test_what_undoes_one_thing_undoes_no_other(media: Any) -> None:
    """A number is another row's elsewhere. Off: take the page out of ``shell.take_undo``."""
    of = contact(emails=[{"email": "ada@example.org"}])
    clerk = desk(staff("clerk", "view_contact", "add_communication", "add_approvalrequest", "view_approvalrequest"))
    asked = approvals.ask(contact=of, title="Somebody else's", actor=ADA)
    Communication.objects.all().delete()
    clerk.post(f"/staff/contacts/{of}/write/", {"channel": "EMAIL", "purpose": "service", "content": "x"})
    row = Communication.objects.get()
    token = next(iter(clerk.session["undo"]))
    session = clerk.session
    session["undo"] = {token: [session["undo"][token][0], str(asked.pk)]}
    session.save()
    for page in ("approvals/undo/", "settings/undo/", "connections/undo/", f"contacts/{of}/undo/", "users/undo/"):
        assert clerk.post(f"/staff/{page}", {"token": token}).status_code in (403, 404), page
    asked.refresh_from_db()
    assert (asked.state, row.state) == ("PENDING", "PENDING")
    assert token in clerk.session["undo"]
    undone = clerk.post(f"/staff/contacts/{of}/write/undo/", {"token": token})
    assert undone.status_code == 302


def test_names_of_contacts_are_not_told_to_who_may_not_see_contacts(media: Any) -> None:
    """Off: ask for no right in ``_alike`` and in the forms of what a contact did."""
    of = contact(first_name="Sofia", last_name="Petrou", emails=[{"email": "sofia@example.org"}])
    clerk = desk(staff("clerk", "add_contact", "add_order", "add_case", "add_booking"))
    for path in (
        f"orders/new/?contact={of}", f"cases/new/?contact={of}", f"bookings/new/?contact={of}",
        "contacts/alike/?email=sofia@example.org", "palette/?q=Sofia", "",
    ):  # fmt: skip
        page = clerk.get(f"/staff/{path}")
        assert page.status_code == 200, path
        assert "Petrou" not in page.content.decode(), path


def leaves() -> list[tuple[str, URLPattern]]:
    """Every route of desk and portal with its pattern."""
    found: list[tuple[str, URLPattern]] = []

    def below(patterns: list[Any], before: str) -> None:
        for one in patterns:
            route = before + str(one.pattern)
            if isinstance(one, URLResolver):
                below(one.url_patterns, route)
            elif route.startswith(("staff/", "portal/")):
                found.append((route, one))

    below(get_resolver().url_patterns, "")
    return found


def test_no_page_takes_a_form_that_another_site_sends(media: Any, boss: User, grace: Account) -> None:
    """Off: put ``csrf_exempt`` on any page of the desk or the portal."""
    of, open_ = things(), {"portal/unsubscribe/<str:token>"}
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(boss)
    client.cookies[COOKIE] = sign_in(grace)
    taken = []
    for route, _ in leaves():
        for headers in ({"Origin": f"https://{EVIL}"}, {"Referer": f"https://{EVIL}/"}, {}):
            answer = client.post(address(route, of), {"name": "x"}, headers=headers)
            if answer.status_code not in (403, 404, 405) and route not in open_:
                taken.append((route, answer.status_code))
    assert taken == []
    assert sum(route.startswith("portal/") for route, _ in leaves()) > 50


ELSEWHERE = (
    f"//{EVIL}", f"https://{EVIL}/", f"https:{EVIL}", f"/\\{EVIL}", f"\\\\{EVIL}", f"///{EVIL}", "javascript:alert(1)",
    f"http:///{EVIL}", f"https://localhost@{EVIL}/", f"https://localhost.{EVIL}/", f"\t//{EVIL}", f"/%09/{EVIL}",
    f"//{EVIL}%2f..", "data:text/html,x", f"/x\r\nLocation: https://{EVIL}",
)  # fmt: skip


@pytest.mark.parametrize("then", ELSEWHERE, ids=ascii)
def test_nobody_is_led_to_another_site(then: str, grace: Account) -> None:
    """Off: believe ``next`` in ``wanted`` or in ``set_theme``."""
    staff("clerk")
    customer = {"username": "grace@example.org", "password": PASSWORD, "way": "password", "next": then}
    for path, said in (
        (f"/staff/sign-in/?{urlencode({'next': then})}", {"username": "clerk", "password": PASSWORD, "next": then}),
        ("/staff/theme/", {"theme": "dark", "next": then}), ("/portal/theme/", {"theme": "dark", "next": then}),
        ("/portal/language/", {"language": "de", "next": then}), ("/portal/sign-in/", customer),
        (f"/portal/sign-in/?{urlencode({'next': then})}", customer), ("/staff/contacts/archive/", {"back": then}),
    ):  # fmt: skip
        answer = Client(raise_request_exception=False).post(path, said)
        location = answer.headers.get("Location", "/")
        assert answer.status_code < 500, path
        assert location.startswith("/"), (path, location)
        assert not location.startswith(("//", "/\\")), (path, location)


FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="'
HEAVY = {
    "a form beyond the limit": (b"name=" + b"x" * 1_200_000, FORM),
    "too many fields": (b"&".join(b"a%d=1" % n for n in range(3_000)), FORM),
    "a form that ends amid a part": (PART + b"a", PARTS), "no boundary": (b"x", "multipart/form-data"),
    "half a character": (b"name=\xff\xfe%ff", FORM), "JSON": (b'{"name": "x"}', "application/json"),
    "an odd charset": (b"name=x", f"{FORM}; charset=rot13"),
    "a path as a name": (PART + b'../../../etc/cron.d/x"\r\n\r\nx\r\n--x--\r\n', PARTS),
}  # fmt: skip


@pytest.mark.parametrize("what", HEAVY)
def test_no_body_makes_a_page_fail(what: str, media: Any, boss: User, grace: Account) -> None:
    """Off: read a form before its size and kind are known."""
    body, kind = HEAVY[what]
    of = things()
    client = Client(raise_request_exception=False)
    client.force_login(boss)
    client.cookies[COOKIE] = sign_in(grace)
    failed = []
    some = ("staff/contacts/new/", "staff/contacts/<row:contact>/files/add/", "staff/import/", "staff/users/new/",
            "staff/sign-in/", "portal/sign-in/", "portal/files/", "portal/photo/", "portal/register/")  # fmt: skip
    for route in (route for route in routes() if route in some):
        answer = client.generic("POST", address(route, of), body, content_type=kind)
        if answer.status_code >= 500:
            failed.append(route)
    key = issue_key(name="Shop", scopes=["contacts:write", "files:write", "contacts:read"], actor=ADA)[1]
    for path in (
        "contacts",
        "contacts/bulk",
        f"contacts/{of.contact}/files",
        f"contacts/{of.contact}/photo",
        "imports",
    ):
        headers = {"Authorization": f"Bearer {key}"}
        answer = client.generic("POST", f"/api/v1/{path}", body, content_type=kind, headers=headers)
        if answer.status_code >= 500:
            failed.append(path)
    assert failed == []
