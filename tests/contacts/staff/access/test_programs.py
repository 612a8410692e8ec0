"""Keys and apps at the desk: a secret once, no more rights than one has."""

import re

import pytest
from django.test import Client

from contacts.access.apps import queries as apps
from contacts.access.apps.models import App
from contacts.access.keys import queries as keys
from contacts.access.keys.models import ApiKey
from tests.contacts.staff.access.conftest import clerk

pytestmark = pytest.mark.django_db
KEY = {"name": "Shop", "scopes": ["contacts:read"], "lasts": "90", "per_minute": "60"}
APP = {"name": "Club", "kind": "PUBLIC", "mode": "LIVE", "per_minute": "60", "origins": "https://club.example.org"}


def test_a_key_is_shown_once_and_revoked_for_good(staff: Client) -> None:
    answer = staff.post("/staff/api-keys/new/", KEY)
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    (secret,) = set(re.findall(r"crm_[a-z0-9]{12}_[A-Za-z0-9_-]{43}", answer.content.decode()))
    key = ApiKey.objects.get()
    found = keys.authenticate(secret)
    assert found is not None
    assert (found.id, key.scopes, key.per_minute, key.created_by) == (key.pk, ["contacts:read"], 60, "ada")
    assert key.expires_at is not None
    assert round((key.expires_at - key.created_at).total_seconds() / 86_400) == 90
    pages = [staff.get(f"/staff/api-keys/{page}").content.decode() for page in ("", f"{key.pk}/")]
    assert [key.prefix in page for page in pages] + [secret[17:] in page for page in pages] == [
        True,
        True,
        False,
        False,
    ]
    assert secret not in str(dict(staff.session))
    staff.post(f"/staff/api-keys/{key.pk}/revoke/")
    assert keys.authenticate(secret) is None
    assert "Shop" in staff.get("/staff/api-keys/?tab=off").content.decode()


def test_nobody_hands_out_more_than_they_have(staff: Client) -> None:
    """Off: offer ``SCOPES`` to everybody in ``rights.scopes_of``."""
    issuer = clerk("view_apikey", "add_apikey", "view_contact")
    for scope in ("contacts:write", "numbers:reveal", "metrics:read"):
        assert issuer.post("/staff/api-keys/new/", {**KEY, "scopes": [scope]}).status_code == 422
    assert ApiKey.objects.count() == 0
    assert issuer.post("/staff/api-keys/new/", KEY).status_code == 200
    assert issuer.post(f"/staff/api-keys/{ApiKey.objects.get().pk}/revoke/").status_code == 403
    assert clerk("view_apikey").get("/staff/api-keys/new/").status_code == 403


@pytest.mark.parametrize(
    ("path", "said", "sentence"),
    [
        ("api-keys", {**KEY, "scopes": []}, "Choose at least one"),
        ("api-keys", {**KEY, "name": " "}, "Say which program"),
        ("apps", {**APP, "origins": "club.example.org"}, "Expected scheme and host"),
        ("apps", {**APP, "grants": ["lookup"]}, "Only an app on a server"),
        ("apps", {**APP, "per_minute": "0"}, "greater than or equal to 1"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    staff: Client, path: str, said: dict[str, str], sentence: str
) -> None:
    answer = staff.post(f"/staff/{path}/new/", said)
    text = answer.content.decode()
    assert (answer.status_code, sentence in text, f'value="{said["name"]}"' in text) == (422, True, True)
    assert (ApiKey.objects.count(), App.objects.count()) == (0, 0)


def test_an_app_is_made_changed_rotated_and_disabled(staff: Client) -> None:
    assert App.objects.count() == 0
    text = staff.post("/staff/apps/new/", APP).content.decode()
    app = App.objects.get()
    assert app.key in text
    path = f"/staff/apps/{app.pk}/"
    changed = {"name": "The club", "origins": "https://a.example.org\r\nhttps://b.example.org", "per_minute": "70"}
    staff.post(path, {**changed, "grants": ["mac_address"]})
    before, app = app.key, App.objects.get()
    assert (app.name, app.origins, app.grants, app.per_minute) == (
        "The club", ["https://a.example.org", "https://b.example.org"], ["mac_address"], 70,
    )  # fmt: skip
    staff.post(f"{path}rotate/")
    now = App.objects.get().key
    assert (apps.authenticate(before), getattr(apps.authenticate(now), "pk", None)) == (None, app.pk)
    staff.post(f"{path}disable/")
    assert (apps.authenticate(now), staff.post(path, changed).status_code) == (None, 403)
    assert "Disabled" in staff.get(path).content.decode()


def test_the_secret_of_a_server_is_shown_once(staff: Client) -> None:
    text = staff.post("/staff/apps/new/", {**APP, "kind": "SERVER", "grants": ["lookup"]}).content.decode()
    (secret,) = set(re.findall(r"srv_[a-z0-9]{24}_[A-Za-z0-9_-]{43}", text))
    assert apps.authenticate(secret) is not None
    assert secret not in staff.get(f"/staff/apps/{App.objects.get().pk}/").content.decode()
