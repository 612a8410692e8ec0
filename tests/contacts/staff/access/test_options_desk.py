"""The options page: what rooms declare, who decided it, and nothing secret."""

import re

import pytest
from django.test import Client

from contacts.messages.options import SMS_ADDRESS, SMS_TOKEN
from contacts.options import queries
from contacts.options.declaration import DECLARED
from contacts.options.models import OptionValue
from contacts.portal.options import NAME, REGISTRATION, WAYS
from contacts.staff.settings.views import groups
from tests.contacts.staff.access.conftest import clerk
from tests.pages import closely

pytestmark = pytest.mark.django_db
PORTAL = {"portal.colour": "#1d5c8f", "portal.registration": "on", "portal.ways": ["password", "code", "passkey"]}
MESSAGES = {
    "messages.site": "Contacts",
    "messages.language": "ENG",
    "messages.sms_provider": "local",
    "messages.sms_form": "json",
}


def now(option: object) -> object:
    queries.forget()
    return queries.get(option)  # type: ignore[arg-type]


def test_every_option_stands_on_the_page_of_its_group(staff: Client) -> None:
    for key, (_, options) in groups().items():
        page = staff.get(f"/staff/settings/{key}/").content.decode()
        missing = [option.name for option in options if f'name="{option.name}"' not in page]
        assert missing == [] or all(not DECLARED[name].choices for name in missing), missing
    assert sum(len(options) for _, options in groups().values()) == len(DECLARED)
    assert staff.get("/staff/settings/nothing/").status_code == 404


def test_what_differs_is_saved_with_who_and_undone(staff: Client) -> None:
    path = "/staff/settings/portal/"
    done = staff.post(path, {**PORTAL, "portal.name": "Harbour Books", "portal.registration": ""}, follow=True)
    assert (now(NAME), now(REGISTRATION)) == ("Harbour Books", False)
    rows = OptionValue.objects.order_by("name").values_list("name", "changed_by")
    assert list(rows) == [("portal.name", "ada"), ("portal.registration", "ada")]
    text = closely(done.content.decode())
    assert text.count("by ada") == 2
    (token,) = re.findall(r'name="token" value="([^"]+)"', text)
    undone = staff.post("/staff/settings/undo/", {"token": token}, headers={"HX-Request": "true"})
    assert (undone["HX-Trigger"], "Undone." in undone.content.decode()) == ("redraw", True)
    assert (now(NAME), now(REGISTRATION), OptionValue.objects.count()) == ("", True, 0)
    assert "Nothing was changed." in staff.post(path, PORTAL, follow=True).content.decode()


def test_one_fault_saves_nothing_and_stands_at_its_field(staff: Client) -> None:
    said = {**PORTAL, "portal.name": "Harbour Books", "portal.colour": "#ffff00", "portal.ways": ["passkey"]}
    answer = staff.post("/staff/settings/portal/", said)
    text = answer.content.decode()
    assert (answer.status_code, OptionValue.objects.count(), 'value="Harbour Books"' in text) == (422, 0, True)
    assert 'id="id_portal.colour_error"' in text
    assert "Expected password or code among them" in text
    assert staff.post("/staff/settings/signing-in/", {"access.sms_per_day": "-3"}).status_code == 422


def test_a_secret_is_kept_unless_another_is_typed_and_never_shown(staff: Client) -> None:
    path = "/staff/settings/messages/"
    staff.post(path, {**MESSAGES, "messages.sms_token": "tok-12345"})
    page = staff.post(
        path, {**MESSAGES, "messages.sms_address": "https://sms.example.org/"}, follow=True
    ).content.decode()
    assert (now(SMS_TOKEN), now(SMS_ADDRESS)) == ("tok-12345", "https://sms.example.org/")
    assert ("tok-12345" in page, '<span class="pill good">Set</span>' in page) == (False, True)
    assert "tok-12345" not in str(list(OptionValue.objects.values())) + str(dict(staff.session))
    staff.post(f"{path}reset/", {"option": "messages.sms_token"})
    assert now(SMS_TOKEN) == ""


def test_an_option_gets_its_default_again(staff: Client) -> None:
    staff.post("/staff/settings/portal/", {**PORTAL, "portal.ways": ["code"]})
    assert now(WAYS) == ["code"]
    assert staff.post("/staff/settings/portal/reset/", {"option": "messages.site"}).status_code == 404
    staff.post("/staff/settings/portal/reset/", {"option": "portal.ways"})
    assert now(WAYS) == WAYS.default


def test_rights_are_needed(staff: Client) -> None:
    viewer = clerk("view_optionvalue")
    page = viewer.get("/staff/settings/portal/").content.decode()
    assert ("You may look at this" in page, "Save</button>" in page) == (True, False)
    posts = ("portal/", "portal/reset/", "undo/")
    assert {viewer.post(f"/staff/settings/{path}", PORTAL).status_code for path in posts} == {403}
