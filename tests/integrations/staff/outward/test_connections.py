"""Connecting, changing, pausing and parting with other systems at the desk; a secret is taken and never shown."""

import logging
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from contacts.staff.people.finding.models import SavedView
from integrations.connections.models import Connection
from integrations.connections.queries import secrets_of
from integrations.dialects.registry import CONNECTORS
from tests.integrations.staff.outward.scenes import ADDRESS, PASSWORD, busy, connected, webhook

pytestmark = pytest.mark.django_db
Reads = Callable[..., str]
GIVEN = {
    "name": "Head office", "address": ADDRESS, "account_username": "maria@example.org", "account_password": PASSWORD,
    "account_account_id": "7", "direction": "both", "pull_every": "15", "whom": "", "matching": ["email", "name"],
    "deletion": "keep", "owner": "ask", "owner_emails": "theirs",
}  # fmt: skip


def sent(staff: Client, path: str, **values: object) -> str:
    """The answer to a form that was refused."""
    answer = staff.post(f"/staff/{path}", {key: value for key, value in (GIVEN | values).items() if value is not None})
    assert answer.status_code == 422, answer.status_code
    return unescape(answer.content.decode())


def undone(staff: Client, answer: str, path: str) -> str:
    token = re.search(r'name="token" value="([^"]+)"', answer)
    assert token
    return staff.post(f"/staff/{path}", {"token": token[1]}, follow=True).content.decode()


def test_a_system_is_connected_as_the_form_says(staff: Client) -> None:
    answer = staff.post("/staff/connections/new/administrate/", GIVEN)
    row = Connection.objects.get()
    assert answer["Location"] == f"/staff/connections/{row.pk}/"
    told = (row.name, row.address, row.direction, row.pull_every, row.matching, row.deletion, row.ownership)
    assert told == ("Head office", ADDRESS, "both", 15, ["email", "name"], "keep", {"": "ask", "emails": "theirs"})
    assert (row.settings, secrets_of(row)) == (
        {"username": "maria@example.org", "account_id": "7", "brief": "no"}, {"password": PASSWORD}
    )  # fmt: skip


def test_what_is_yes_or_no_is_ticked_and_unticked(staff: Client, read: Reads) -> None:
    staff.post("/staff/connections/new/administrate/", GIVEN | {"account_brief": "on"})
    row = Connection.objects.get()
    page = f"connections/{row.pk}/edit/"
    box = re.compile(r'<input type="checkbox" name="account_brief"[^>]*>')
    assert (row.settings["brief"], "checked" in box.findall(read(page))[0]) == ("yes", True)
    staff.post(f"/staff/{page}", GIVEN)
    row.refresh_from_db()
    assert (row.settings["brief"], "checked" in box.findall(read(page))[0]) == ("no", False)


@pytest.mark.parametrize("dialect", sorted(set(CONNECTORS) - {"webhook"}))
def test_the_form_of_each_system_asks_for_what_that_needs(read: Reads, dialect: str) -> None:
    page = read(f"connections/new/{dialect}/")
    names = re.findall(r'name="account_(\w+)"', page)
    assert names == [need.name for need in CONNECTORS[dialect].needs]
    secret = [need.name for need in CONNECTORS[dialect].needs if need.secret]
    assert re.findall(r'type="password" name="account_(\w+)"', page) == secret


def test_what_was_typed_stays_and_faults_stand_at_their_fields(staff: Client) -> None:
    page = sent(staff, "connections/new/administrate/", address="ftp://nowhere", account_account_id="", pull_every="x")
    for words in ("Account is needed.", 'value="ftp://nowhere"', 'value="maria@example.org"', 'value="x"'):
        assert words in page
    assert 'value="theirs" selected' in page
    page = sent(staff, "connections/new/administrate/", address="ftp://nowhere")
    assert "Expected an address like https://crm.example.org." in page
    assert PASSWORD not in page
    assert Connection.objects.count() == 0


def test_a_secret_is_in_no_page_no_session_and_no_log(
    staff: Client, read: Reads, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    staff.post("/staff/connections/new/administrate/", GIVEN)
    sent(staff, "connections/new/administrate/", name="Head office")
    row = Connection.objects.get()
    for path in ("connections/", f"connections/{row.pk}/", f"connections/{row.pk}/edit/", "deliveries/"):
        assert PASSWORD not in read(path)
    assert not any(PASSWORD in str(one.get_decoded()) for one in Session.objects.all())
    assert PASSWORD not in caplog.text
    assert PASSWORD not in row.secrets


def test_a_secret_that_is_left_empty_stays(staff: Client) -> None:
    row = connected()
    staff.post(f"/staff/connections/{row.pk}/edit/", GIVEN | {"name": "Main office", "account_password": ""})
    row.refresh_from_db()
    assert (row.name, secrets_of(row)) == ("Main office", {"password": PASSWORD})


def test_another_address_asks_for_the_secret_again(staff: Client) -> None:
    row = connected()
    page = sent(staff, f"connections/{row.pk}/edit/", address="https://crm.example.net", account_password="")
    assert "Somebody else may sit at another address, so what is kept is not sent there. Name the password." in page
    assert 'value="https://crm.example.net"' in page
    row.refresh_from_db()
    assert (row.address, secrets_of(row)) == (ADDRESS, {"password": PASSWORD})
    other = GIVEN | {"address": "https://crm.example.net", "account_password": "another one"}
    staff.post(f"/staff/connections/{row.pk}/edit/", other)
    row.refresh_from_db()
    assert (row.address, secrets_of(row)) == ("https://crm.example.net", {"password": "another one"})


def test_only_those_of_a_kept_view_are_sent(staff: Client, read: Reads) -> None:
    where = {"and": [{"field": "kind", "op": "eq", "value": "company"}]}
    query = 'filter={"and":[{"field":"kind","op":"eq","value":"company"}]}'
    view = SavedView.objects.create(
        name="Companies", query=query, is_shared=True, owner_id=staff.session["_auth_user_id"]
    )
    staff.post("/staff/connections/new/administrate/", GIVEN | {"whom": str(view.pk)})
    row = Connection.objects.get()
    assert row.where == where
    view.delete()
    staff.post(f"/staff/connections/{row.pk}/edit/", GIVEN | {"whom": "now"})
    row.refresh_from_db()
    assert row.where == where
    assert "contacts that match a filter" in read(f"connections/{row.pk}/")


def test_pausing_holds_at_once_and_is_undone(staff: Client) -> None:
    row = connected()
    answer = staff.post(f"/staff/connections/{row.pk}/pause/", {"to": "pause"}, follow=True).content.decode()
    row.refresh_from_db()
    assert ("Head office is paused" in answer, row.is_enabled) == (True, False)
    assert "Head office goes on again." in undone(staff, answer, "connections/undo/")
    row.refresh_from_db()
    assert row.is_enabled
    assert staff.post("/staff/connections/undo/", {"token": "made up"}).status_code == 404


def test_parting_says_in_the_page_what_goes(staff: Client, read: Reads) -> None:
    row = busy()
    assert "This cannot be undone." in read(f"connections/{row.pk}/")
    answer = staff.post(f"/staff/connections/{row.pk}/disconnect/", follow=True).content.decode()
    assert ("Head office is disconnected." in answer, Connection.objects.count()) == (True, 0)
    assert staff.get(f"/staff/connections/{row.pk}/").status_code == 404


def test_a_webhooks_secret_is_shown_once(staff: Client, read: Reads) -> None:
    given = {"name": "Till", "address": "https://till.example.org/hook", "events": ["contact.created"], "whom": ""}
    answer = staff.post("/staff/connections/new/webhook/", given)
    row = Connection.objects.get()
    secret = secrets_of(row)["secret"]
    page = answer.content.decode()
    assert (answer["Cache-Control"], f'data-copy="{secret}"' in page) == ("no-store", True)
    assert row.events == ["contact.created"]
    for path in ("connections/", f"connections/{row.pk}/", f"connections/{row.pk}/edit/"):
        assert secret not in read(path)
    assert not any(secret in str(one.get_decoded()) for one in Session.objects.all())


def test_two_secrets_are_live_until_the_former_is_retired(staff: Client, read: Reads) -> None:
    row, first = webhook()
    page = staff.post(f"/staff/connections/{row.pk}/secret/").content.decode()
    row.refresh_from_db()
    kept = secrets_of(row)
    assert (kept["former_secret"], kept["secret"] in page, first in page) == (first, True, False)
    assert "Retire the former secret" in read(f"connections/{row.pk}/")
    staff.post(f"/staff/connections/{row.pk}/secret/retire/")
    row.refresh_from_db()
    assert secrets_of(row) == {"secret": kept["secret"]}
    assert staff.post(f"/staff/connections/{connected().pk}/secret/").status_code == 404


def test_what_is_not_there_is_said_to_be_so(staff: Client) -> None:
    paths = ("connections/new/none/", "connections/99/", "deliveries/99/", "runs/99/", "connections/" + "9" * 30 + "/")
    assert [staff.get(f"/staff/{path}").status_code for path in paths] == [404] * len(paths)


def test_empty_pages_teach(read: Reads) -> None:
    found = [
        word in read(path)
        for path, word in (
            ("connections/", "No connections yet"), ("deliveries/", "Nothing was delivered yet"),
            ("conflicts/", "Nothing to decide"),
        )
    ]  # fmt: skip
    assert found == [True, True, True]
