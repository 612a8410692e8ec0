"""Who may open what, who may do what, and what a page costs."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contacts.directory.models import Contact
from integrations.connections.models import Connection
from integrations.outbox.models import Delivery
from integrations.sync.models import Conflict, Finding, Run
from tests.contacts.staff.people.conftest import make
from tests.integrations.staff.outward.scenes import busy, conflict, connected, delivered, linked, ran
from tests.pages import closely

pytestmark = pytest.mark.django_db
PAGES = {
    "connections/": ("integrations.view_connection",),
    "connections/{line}/": ("integrations.view_connection",),
    "connections/{line}/edit/": ("integrations.change_connection", "contacts.view_contact"),
    "connections/new/lightening/": ("integrations.add_connection", "contacts.view_contact"),
    "connections/new/webhook/": ("integrations.add_connection", "contacts.view_contact"),
    "deliveries/": ("integrations.view_delivery",),
    "deliveries/{delivery}/": ("integrations.view_delivery",),
    "runs/{run}/": ("integrations.view_run",),
    "runs/{run}/progress/": ("integrations.view_run",),
    "runs/{run}/differing/{finding}/": ("integrations.view_run", "integrations.add_run", "contacts.view_contact"),
    "conflicts/": ("integrations.view_conflict", "contacts.view_contact"),
}
ACTS = {
    "connections/{line}/test/": ("integrations.change_connection",),
    "connections/{line}/pause/": ("integrations.change_connection",),
    "connections/undo/": ("integrations.change_connection",),
    "connections/{line}/send/": ("integrations.change_connection",),
    "connections/{line}/replay/": ("integrations.change_connection",),
    "connections/{line}/secret/": ("integrations.change_connection",),
    "connections/{line}/secret/retire/": ("integrations.change_connection",),
    "connections/{line}/disconnect/": ("integrations.delete_connection",),
    "connections/{line}/fetch/": ("integrations.add_run",),
    "deliveries/{delivery}/replay/": ("integrations.change_delivery",),
    "deliveries/{delivery}/discard/": ("integrations.change_delivery",),
    "runs/{run}/cancel/": ("integrations.change_run",),
    "runs/{run}/allow/": ("integrations.change_run",),
    "runs/{run}/mend/": ("integrations.add_run",),
    "conflicts/{conflict}/": ("integrations.change_conflict", "contacts.change_contact"),
    "conflicts/undo/": ("integrations.change_conflict", "contacts.change_contact"),
    "contacts/{contact}/elsewhere/{line}/send/": ("integrations.change_delivery", "contacts.view_contact"),
}
VIEWS = tuple(f"integrations.view_{name}" for name in ("connection", "delivery", "run", "conflict"))


def address(path: str) -> str:
    ids = {
        "line": Connection.objects.get().pk, "delivery": Delivery.objects.filter(state="dead").get().pk,
        "run": Run.objects.filter(kind="reconcile").get().pk, "conflict": Conflict.objects.latest("pk").pk,
        "contact": Contact.objects.earliest("pk").pk, "finding": Finding.objects.filter(kind="drift").earliest("pk").pk,
    }  # fmt: skip
    return "/staff/" + path.format(**ids)


@pytest.mark.parametrize("path", PAGES)
def test_each_page_needs_its_rights_and_no_other(client: Client, holder: Callable[..., Client], path: str) -> None:
    busy()
    assert client.get(address(path))["Location"].startswith("/staff/sign-in/")
    for lacking in PAGES[path]:
        assert holder(*(right for right in PAGES[path] if right != lacking)).get(address(path)).status_code == 403
        User.objects.get(username="bo").user_permissions.clear()
    assert holder(*PAGES[path]).get(address(path)).status_code == 200


@pytest.mark.parametrize("path", ACTS)
def test_acts_need_more_than_looking_and_are_no_get(holder: Callable[..., Client], path: str) -> None:
    busy()
    before = list(Connection.objects.values()), list(Conflict.objects.values()), Run.objects.count()
    bo = holder(*VIEWS, "contacts.view_contact")
    assert (bo.post(address(path)).status_code, bo.get(address(path)).status_code) == (403, 405)
    assert (list(Connection.objects.values()), list(Conflict.objects.values()), Run.objects.count()) == before


def test_who_may_only_look_is_offered_nothing_to_do(holder: Callable[..., Client]) -> None:
    busy()
    bo = holder(*VIEWS, "contacts.view_contact")
    for path in (*PAGES, "contacts/{contact}/?tab=elsewhere"):
        if any(word in path for word in ("edit", "new", "differing")):
            continue
        page = bo.get(address(path)).content.decode().partition("<main")[2].partition("</main")[0]
        acts = re.findall('<button(?! type="button")[^>]*>', page.replace("<noscript><button>", ""))
        assert acts == [], path


def test_values_of_contacts_are_not_shown_to_who_may_not_see_contacts(holder: Callable[..., Client]) -> None:
    busy()
    page = holder("integrations.view_run").get(address("runs/{run}/")).content.decode()
    assert not [word for word in ("Ada", "Hopper", "Buyer", "Seller") if word in page]
    assert "Differs" in page


def test_the_tab_is_there_for_who_may_see_connections(holder: Callable[..., Client]) -> None:
    busy()
    bo = holder("contacts.view_contact")
    assert b"Elsewhere" not in bo.get(address("contacts/{contact}/")).content
    page = holder("integrations.view_connection").get(address("contacts/{contact}/?tab=elsewhere"))
    assert "id there<code>4711</code>" in closely(page.content.decode())


def more_of_everything(number: int) -> None:
    line = Connection.objects.get(name="Head office")
    contact = make(first_name=f"Ada {number}", job_title="Buyer")
    other = connected(f"Branch {number}")
    for one in (line, other):
        delivered(one, contact, "dead", "No.")
        linked(one, contact, f"n{number}")
        conflict(one, contact)
    for row in (ran(line), Run.objects.filter(kind="reconcile").get()):
        row.findings.create(kind="drift", contact_id=contact, theirs=f"n{number}", values={"job_title": ["A", "B"]})


@pytest.mark.parametrize("path", [*PAGES, "contacts/{contact}/?tab=elsewhere"])
def test_pages_ask_as_much_at_three_rows_as_at_one(staff: Client, path: str) -> None:
    busy()
    Delivery.objects.filter(state="done").delete()
    at, counts = address(path), []
    for more in (1, 2, 3):
        more_of_everything(more)
        staff.get(at)
        with CaptureQueriesContext(database) as captured:
            assert staff.get(at).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2] <= 20, counts
