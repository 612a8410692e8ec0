"""What is somebody else's is answered like what does not exist, and stays as it is; the list is the URLconf's own."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, reverse

from contacts.access.accounts.models import Account
from contacts.portal.urls import urlpatterns
from contacts.tables import caches
from tests.contacts.portal.pages.making import Things, mallory

UNKNOWN = {"uuid": "00000000-0000-4000-8000-000000000000", "int": 999_999_999}
KEYS = {
    "order": "order",
    "case": "case",
    "booking": "booking",
    "message": "message",
    "package": "package",
    "uuid": "approval",
}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
NOT_IDS = {"provider", "what", "mark", "key"}  # words that are the same for everybody
KEPT = ("Snapshot", "Communication", "StoredFile", "Package", "ApprovalRequest", "PreferredOrganisation", "Order",
        "Payment", "Case", "Booking", "Passkey", "ConsentEvent", "ContactEmail", "ContactPhone",
        "ContactAddress")  # fmt: skip


def foreign(pattern: URLPattern, theirs: Things) -> dict[str, Any]:
    """Mallory's ids for the places of an address; a place that is unknown here fails the test."""
    found: dict[str, Any] = {}
    for name in pattern.pattern.converters:
        if name in KEYS:
            found[name] = getattr(theirs, KEYS[name]).uuid
        elif name == "file":
            found[name] = theirs.own_file.uuid
        elif name == "part":
            found[name] = getattr(theirs, str(pattern.name).rpartition("-")[2])
        elif name == "passkey":
            found[name] = UNKNOWN["int"]
        else:
            found[name] = getattr(theirs, name)
    return found


def unknown(ids: dict[str, Any]) -> dict[str, Any]:
    return {name: UNKNOWN["int"] if isinstance(value, int) else UNKNOWN["uuid"] for name, value in ids.items()}


def with_ids() -> list[URLPattern]:
    return [one for one in urlpatterns if one.pattern.converters and not NOT_IDS & set(one.pattern.converters)]


def state() -> dict[str, list[Any]]:
    return {name: list(apps.get_model("contacts", name).objects.order_by("pk").values()) for name in KEPT}


def answered(client: Client, method: str, pattern: URLPattern, ids: dict[str, Any]) -> tuple[int, str, str]:
    """Status, where it leads, and the page without its own address and token."""
    address = reverse(f"portal:{pattern.name}", kwargs=ids)
    client.cookies.pop("messages", None)  # what the page before left to be said
    response = getattr(client, method)(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = TOKEN.sub("", body.decode("latin-1").replace(address, "here"))
    return response.status_code, response.headers.get("Location", ""), text


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "patch", "delete"])
def test_somebody_elses_is_answered_like_nothing_and_stays(hers: Client, hers_all: Things, method: str) -> None:
    theirs = mallory()
    before = state()
    told = [
        pattern.name
        for pattern in with_ids()
        for ids in [foreign(pattern, theirs)]
        if answered(hers, method, pattern, ids) != answered(hers, method, pattern, unknown(ids))
    ]
    assert (told, len(with_ids()) >= 25) == ([], True)
    assert state() == before


def test_ones_own_is_there(hers: Client, hers_all: Things) -> None:
    """The matrix would hold of pages that show nothing to anybody too."""
    shown = [
        pattern.name
        for pattern in with_ids()
        if pattern.name not in {"rename-passkey", "remove-passkey", "end-session"}
        and answered(hers, "get", pattern, foreign(pattern, hers_all))[0] not in (200, 302, 405)
    ]
    assert shown == ["message-link"]  # this one has no link


def test_ids_inside_of_forms_are_ones_own_too(hers: Client, hers_all: Things) -> None:
    theirs = mallory()
    organisation = apps.get_model("contacts", "ContactAffiliation").objects.get(contact=theirs.contact).organisation_id
    before = state()
    hers.post(reverse("portal:prefer-organisation"), {"organisation": organisation, "type": "ORDERS"})
    receipt = reverse("portal:print-receipt", args=[hers_all.order.uuid, theirs.payment])
    assert (hers.get(receipt).status_code, hers.post(receipt).status_code) == (404, 404)
    assert state() == before


def test_what_was_put_away_is_gone_for_its_owner_too(hers: Client, hers_all: Things) -> None:
    for model, row in (("Order", hers_all.order), ("Case", hers_all.case), ("Booking", hers_all.booking)):
        apps.get_model("contacts", model).objects.filter(pk=row.pk).update(is_deleted=True)
        assert hers.get(reverse(f"portal:{model.lower()}", args=[row.uuid])).status_code == 404
    apps.get_model("contacts", "StoredFile").objects.filter(pk=hers_all.file.pk).update(shared=False)
    assert hers.get(reverse("portal:file", args=[hers_all.file.uuid])).status_code == 404


def test_numbers_without_end_are_unknown_too(hers: Client, hers_all: Things) -> None:
    huge = 10**30
    for name in ("change-emails", "remove-phones", "prefer-addresses", "forget-organisation"):
        assert hers.post(reverse(f"portal:{name}", args=[huge])).status_code in (302, 404)
    assert hers.get(reverse("portal:print-receipt", args=[hers_all.order.uuid, huge])).status_code == 404


def test_who_has_no_contact_yet_is_led_to_the_start_page(hers: Client, grace: Account) -> None:
    Account.objects.update(contact=None)
    caches.empty_all()
    for name in ("profile", "consents", "inbox", "orders", "files", "zones", "copies"):
        response = hers.get(reverse(f"portal:{name}"))
        assert (response.status_code, response["Location"]) == (302, reverse("portal:home"))
    assert "Delete your account" in hers.get(reverse("portal:home")).content.decode()
