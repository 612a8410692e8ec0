"""The desk's pages about dialects: credentials, the log of calls, and what each dialect serves."""

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.options import queries as options
from contacts.staff.frame.places import ADDED, add_places, places_for
from integrations.credentials import operations, queries
from integrations.credentials.models import Credential, CredentialDay, Token
from integrations.dialects.base import Dialect, curl_line
from integrations.dialects.lightening.options import DELETED_IS_TRUE
from integrations.dialects.registry import DIALECTS
from integrations.staff import paging
from integrations.staff.places import places_of_integrations
from integrations.staff.showing import today
from integrations.staff.switches import options_of
from integrations.wire.inbound import calls
from integrations.wire.models import Call, CallDay
from tests.factories import StaffFactory
from tests.integrations.programs import STAFF, Program, basic, credential, organisation
from tests.pages import closely

pytestmark = pytest.mark.django_db
every = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
GIVEN = {"dialect": "administrate", "name": "Web shop", "rights": ["read", "write"], "per_minute": "600"}


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("ada", first_name="Ada", last_name="King"))
    return client


def holder(client: Client, *rights: str) -> Client:
    """Somebody who holds these rights only; names are ``app.codename``."""
    user = StaffFactory(username="bo")
    for right in rights:
        app, _, codename = right.partition(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    client.force_login(user)
    return client


def page(client: Client, path: str, **query: Any) -> str:
    answer = client.get(f"/staff/{path}", query)
    assert answer.status_code == 200, answer.status_code
    return unescape(closely(answer.content.decode()))


def secret_in(text: str) -> str:
    found = re.search(r'<dt>Secret</dt><dd class="with"><code>([^<]+)</code>', closely(text))
    assert found, text
    return found[1]


def test_a_secret_is_shown_once_and_opens_the_dialect(staff: Client) -> None:
    customer = organisation()
    answer = staff.post("/staff/credentials/new/", GIVEN | {"organisation": customer})
    text = unescape(answer.content.decode())
    row, secret = Credential.objects.get(), secret_in(text)
    assert (answer.status_code, answer["Cache-Control"], f'data-copy="{secret}"' in text) == (200, "no-store", True)
    assert (row.name, row.rights, row.per_minute, row.organisation_id) == ("Web shop", ["read", "write"], 600, customer)
    assert Program(basic(row.username, secret))("GET", "/api/v2/crm/contacts").status_code == 200
    for path in ("credentials/", f"credentials/{row.pk}/", "calls/", "dialects/", "dialects/administrate/"):
        assert secret not in page(staff, path)
    assert not any(secret in str(one.get_decoded()) for one in Session.objects.all())


def test_a_new_secret_ends_the_old_one_and_every_token(staff: Client) -> None:
    name, old = credential("lightening")
    sent = {"email": name, "password": old}
    token = Program({})("POST", "/login", sent).json()["token"]  # type: ignore[attr-defined]
    text = unescape(staff.post(f"/staff/credentials/{Credential.objects.get().pk}/rotate/").content.decode())
    new = secret_in(text)
    assert f"<code>{name}.{new}</code>" in text
    outcomes = [
        Program({"Authorization": sent})("GET", "/contact?customer_id=1").status_code
        for sent in (f"{name}.{old}", token, f"{name}.{new}")
    ]
    assert (outcomes, Token.objects.count()) == ([401, 401, 200], 0)


def test_switching_off_holds_at_once_and_is_undone(staff: Client) -> None:
    sent = basic(*credential("administrate"))
    row = Credential.objects.get()
    answer = staff.post(f"/staff/credentials/{row.pk}/switch/", {"to": "off"}, follow=True)
    assert Program(sent)("GET", "/api/v2/crm/contacts").status_code == 401
    token = re.search(r'name="token" value="([^"]+)"', answer.content.decode())
    assert token
    assert (
        "Shop is in force again."
        in staff.post("/staff/credentials/undo/", {"token": token[1]}, follow=True).content.decode()
    )
    assert Program(sent)("GET", "/api/v2/crm/contacts").status_code == 200
    assert staff.post("/staff/credentials/undo/", {"token": token[1]}).status_code == 404


def test_faults_of_the_form_stand_at_their_fields_and_nothing_is_issued(staff: Client) -> None:
    credential("administrate", username="taken")
    sent = GIVEN | {"username": "taken", "password": "short", "rights": []}
    answer = staff.post("/staff/credentials/new/", sent)
    assert (answer.status_code, b"Choose at least one." in answer.content) == (422, True)
    text = staff.post("/staff/credentials/new/", sent | {"rights": ["read"]}).content.decode()
    assert ("Another credential of this dialect has it." in text, "Expected 15 characters or more" in text) == (
        True, True,
    )  # fmt: skip
    assert Credential.objects.count() == 1


def test_what_a_credential_may_is_changed_and_who_did_what_is_told(staff: Client) -> None:
    organisation()
    program = Program(basic(*credential("administrate")))
    row = Credential.objects.get()
    address = f"/staff/credentials/{row.pk}/change/"
    assert 'value="Shop"' in page(staff, f"credentials/{row.pk}/change/")
    assert program("DELETE", "/api/v2/crm/contacts/17").status_code == 404
    given = {"name": "Till", "rights": ["read"], "reach": [], "per_minute": "600"}
    assert staff.post(address, given)["Location"] == f"/staff/credentials/{row.pk}/"
    assert program("DELETE", "/api/v2/crm/contacts/17").status_code == 403
    assert staff.post(address, given | {"per_minute": "0"}).status_code == 422
    staff.post(address, given)  # nothing new
    staff.post(f"/staff/credentials/{row.pk}/rotate/")
    for to in ("off", "off", "on"):
        staff.post(f"/staff/credentials/{row.pk}/switch/", {"to": to})
    assert list(queries.changes(row.pk).values_list("what", "by")) == [
        ("Switched on", "ada"), ("Switched off", "ada"), ("New secret", "ada"), (
            "Name: Shop → Till; May do: read contacts, create and change contacts, put contacts away, read identity "
            "numbers in full → read contacts; Requests a minute: 6,000 → 600", "ada",
        ),
    ]  # fmt: skip
    text = unescape(page(staff, f"credentials/{row.pk}/"))
    assert all(word in text for word in ("Switched off", "Name: Shop → Till", "ada"))


def test_who_holds_less_than_a_credential_does_not_change_it(client: Client) -> None:
    credential("administrate")
    path = f"credentials/{Credential.objects.get().pk}/change/"
    bo = holder(client, "integrations.change_credential", "integrations.view_credential", "contacts.view_contact")
    assert bo.get(f"/staff/{path}").status_code == 403
    row = Credential.objects.get()
    operations.change(credential=row.pk, actor=STAFF, name="Shop", rights=["read"], reach=[], per_minute=60)
    assert bo.get(f"/staff/{path}").status_code == 200
    sent = {"name": "Shop", "rights": ["read", "numbers"], "per_minute": "60"}
    refused = bo.post(f"/staff/{path}", sent).content.decode()
    assert "rights that you do not have yourself: read identity numbers" in refused
    more = Permission.objects.get(content_type__app_label="contacts", codename="view_sealednumber")
    User.objects.get().user_permissions.add(more)
    assert bo.post(f"/staff/{path}", sent).status_code == 302


def test_nobody_hands_out_rights_that_they_do_not_hold(client: Client) -> None:
    credential("administrate")
    row = Credential.objects.get()
    bo = holder(
        client, "integrations.add_credential", "integrations.change_credential", "integrations.view_credential",
        "contacts.view_contact",
    )  # fmt: skip
    text = bo.post("/staff/credentials/new/", GIVEN).content.decode()
    assert "You cannot give rights that you do not have yourself: create and change contacts." in text
    assert bo.post(f"/staff/credentials/{row.pk}/rotate/").status_code == 403
    assert "New secret" not in page(bo, f"credentials/{row.pk}/")
    assert bo.post("/staff/credentials/new/", GIVEN | {"rights": ["read"]}).status_code == 200
    assert Credential.objects.count() == 2


PAGES = {
    "credentials/": "integrations.view_credential",
    "credentials/new/": "integrations.add_credential",
    "credentials/{credential}/": "integrations.view_credential",
    "dialects/": "integrations.view_credential",
    "dialects/lightening/": "integrations.view_credential",
    "calls/": "integrations.view_call",
    "calls/{call}/": "integrations.view_call",
}
ACTS = ("credentials/{credential}/rotate/", "credentials/{credential}/switch/", "credentials/undo/")


@pytest.mark.parametrize("path", PAGES)
def test_each_page_needs_its_right_and_no_other(client: Client, path: str) -> None:
    Program(basic(*credential("administrate")))("GET", "/api/v2/crm/contacts")
    calls.flush()
    address = "/staff/" + path.format(credential=Credential.objects.get().pk, call=Call.objects.get().pk)
    assert client.get(address)["Location"].startswith("/staff/sign-in/")
    bo = holder(client)
    assert bo.get(address).status_code == 403
    app, _, codename = PAGES[path].partition(".")
    User.objects.get().user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    assert bo.get(address).status_code == 200


@pytest.mark.parametrize("path", ACTS)
def test_acts_need_the_right_to_change_and_are_no_get(client: Client, path: str) -> None:
    credential("administrate")
    address = "/staff/" + path.format(credential=Credential.objects.get().pk)
    bo = holder(client, "integrations.view_credential")
    assert (bo.post(address).status_code, bo.get(address).status_code) == (403, 405)


def test_who_may_only_look_cannot_decide(client: Client) -> None:
    bo = holder(client, "integrations.view_credential")
    assert bo.post("/staff/dialects/lightening/", {DELETED_IS_TRUE.name: "on"}).status_code == 403
    assert "You may look at this, not change it." in page(bo, "dialects/lightening/")
    assert options.get(DELETED_IS_TRUE) is False


def test_a_list_tells_how_much_each_is_used(staff: Client) -> None:
    name, _ = credential("administrate", organisation=organisation())
    row, now = Credential.objects.get(), today()
    for back, count in ((0, 3), (6, 40), (7, 500)):
        CredentialDay.objects.create(credential=row, day=now - dt.timedelta(days=back), calls=count)
    listed = queries.listed(today=now).get()
    assert (listed.calls_today, listed.calls_week) == (3, 43)  # type: ignore[attr-defined]
    text = page(staff, "credentials/")
    for words in ("Shop", name, "First customer", "everything", ">3</td>", ">43</td>"):
        assert words in text
    assert "3 today, 43 in 7 days" in page(staff, f"credentials/{row.pk}/")


def test_lists_are_narrowed_and_paged(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "SHOWN", 2)
    for dialect in ("administrate", "lightening", "administrate"):
        credential(dialect)
    Credential.objects.order_by("-pk").filter(dialect="administrate").update(is_enabled=False)
    assert "1 credential<" in page(staff, "credentials/", dialect="lightening")
    assert "2 credentials<" in page(staff, "credentials/", state="off")
    assert "No credential here has “nobody”" in page(staff, "credentials/", q="nobody")
    first = page(staff, "credentials/")
    following = re.search(r'href="\?(before=\d+)" rel="next"', first)
    assert following
    assert "1 credential<" in page(staff, f"credentials/?{following[1]}")
    assert "2 credentials<" in page(staff, "credentials/?before=99999999999999999999&dialect=none&state=none")


def made_calls() -> None:
    program = Program(basic(*credential("administrate")))
    program("GET", "/api/v2/crm/contacts?email__eq=canary@example.org&_limit=1")
    program("GET", "/api/v2/crm/contacts/17")
    Program({"Authorization": "none.such"})("GET", "/contact?customer_id=1")
    calls.flush()


def test_the_log_shows_dots_for_what_was_said(staff: Client) -> None:
    made_calls()
    text = page(staff, "calls/")
    assert "GET /api/v2/crm/contacts?email__eq=••••&_limit=••••" in text
    row = Call.objects.earliest("pk")
    one = page(staff, f"calls/{row.pk}/")
    for words in ("<dt>email__eq</dt><dd>••••</dd>", "<dt>Authorization</dt><dd>••••</dd>", "Shop"):
        assert words in one
    assert "canary" not in text + one


def test_the_log_is_narrowed_by_dialect_credential_and_outcome(staff: Client) -> None:
    made_calls()
    shop = Credential.objects.get().pk
    found = {
        words: page(staff, "calls/", **query).count("<tr data-row>")
        for words, query in {
            "all": {}, "dialect": {"dialect": "lightening"}, "credential": {"credential": shop},
            "refused": {"status": "4"}, "answered": {"status": "2"}, "fault": {"status": "fault"},
            "both": {"credential": shop, "status": "fault"}, "nonsense": {"status": "__in", "credential": "x"},
        }.items()
    }  # fmt: skip
    assert found == {"all": 3, "dialect": 1, "credential": 2, "refused": 2, "answered": 1, "fault": 2, "both": 1,
                     "nonsense": 3}  # fmt: skip


def test_calls_are_counted_by_dialect_whoever_made_them(staff: Client) -> None:
    made_calls()
    made_calls_again = Program(basic("nobody", "nothing"))
    made_calls_again("GET", "/api/v2/crm/contacts")
    calls.flush()
    assert sorted(CallDay.objects.values_list("dialect", "calls", "faults")) == [
        ("administrate", 3, 2), ("lightening", 1, 1)
    ]  # fmt: skip
    text = page(staff, "dialects/")
    assert ("3 today, 2 with a fault" in text, "1 today, 1 with a fault" in text) == (True, True)


@every
def test_a_dialect_has_a_page_with_every_endpoint_ready_to_call(staff: Client, dialect: Dialect, settings: Any) -> None:
    settings.PUBLIC_BASE_URL = "https://crm.example.org"
    text = page(staff, f"dialects/{dialect.name}/")
    for operation in dialect.operations:
        assert closely(curl_line(dialect, operation, "https://crm.example.org")) in text
        assert f"{operation.method} {operation.path}" in text
    for option in options_of(dialect.name):
        assert f'name="{option.name}"' in text
    for words in (dialect.about, *dialect.notes, f"/api/schema/{dialect.name}/", f"/api/docs/?api={dialect.name}"):
        assert words in text
    assert f"/staff/dialects/{dialect.name}/" in page(staff, "dialects/")


def test_decisions_of_a_dialect_are_taken_on_its_page(staff: Client) -> None:
    answer = staff.post("/staff/dialects/lightening/", {DELETED_IS_TRUE.name: "on"})
    options.forget()
    assert (answer.status_code, options.get(DELETED_IS_TRUE)) == (302, True)
    bad = staff.post("/staff/dialects/", {"dialects.time_zone": "Nowhere"})
    assert (bad.status_code, b"Expected a time zone like Europe/Nicosia." in bad.content) == (422, True)
    assert staff.get("/staff/dialects/none/").status_code == 404


@pytest.mark.parametrize("path", ["credentials/", "calls/", "dialects/", "dialects/administrate/"])
def test_pages_ask_as_much_at_three_rows_as_at_one(staff: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "REMEMBERED", 60.0)  # else the clock has a say
    counts = []
    for more in (1, 2):
        for _ in range(more):
            made_calls()
        page(staff, path)
        with CaptureQueriesContext(connection) as captured:
            page(staff, path)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 8


def test_places_are_added_once_for_those_who_may_see_them(rf: Any) -> None:
    add_places(places_of_integrations)
    assert ADDED.count(places_of_integrations) == 1
    ada, bo = User.objects.create_superuser("ada"), StaffFactory(username="bo")
    keys = [place.key for place in places_for(actor=ada)]
    assert {"dialects", "credentials", "calls"} <= set(keys)
    assert {"dialects", "credentials", "calls"} & {place.key for place in places_for(actor=bo)} == set()
    letters = [place.go for place in places_for(actor=ada) if place.go]
    assert len(letters) == len(set(letters))


def test_last_used_is_told(staff: Client) -> None:
    credential("administrate")
    Credential.objects.get().use.__class__.objects.update(last_used_at=timezone.now())
    assert f"<dt>Last used</dt><dd>{timezone.now():%-d %b %Y}" in page(
        staff, f"credentials/{Credential.objects.get().pk}/"
    )
