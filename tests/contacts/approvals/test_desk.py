"""Staff ask, read, remind and withdraw."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from contacts.approvals.models import ApprovalRequest
from contacts.commerce.models import Order
from tests.contacts.approvals.conftest import ask
from tests.contacts.staff.access.conftest import clerk
from tests.contacts.staff.people.conftest import make, staff

__all__ = ["staff"]
pytestmark = pytest.mark.django_db


def test_staff_ask_about_an_order_and_take_it_back(staff: Client, bob: int) -> None:
    order = Order.objects.create(contact_id=bob, name="CO1234", currency="EUR")
    other = Order.objects.create(contact_id=make(first_name="Eve"), name="Secret", currency="EUR")
    path = f"/staff/contacts/{bob}/approvals/new/"
    assert ("CO1234" in staff.get(path).content.decode(), "Secret" in staff.get(path).content.decode()) == (True, False)
    assert staff.post(path, {"order": str(other.pk), "days": "7"}).status_code == 422
    page = staff.post(path, {"order": str(order.pk), "days": "3", "text": "Two chairs"}, follow=True).content.decode()
    row = ApprovalRequest.objects.get()
    assert (row.title, row.entity_type, row.entity_id, row.entity_reference, row.actor_label) == (
        "CO1234", "ORDERS", str(order.uuid), "CO1234", "ada",
    )  # fmt: skip
    assert round((row.expires_at - row.scheduled_at).total_seconds() / 86_400) == 3
    (token,) = re.findall(r'name="token" value="([^"]+)"', page)
    assert (
        staff.post("/staff/approvals/undo/", {"token": token}, headers={"HX-Request": "true"})["HX-Trigger"] == "redraw"
    )
    assert ApprovalRequest.objects.get().state == "WITHDRAWN"


def test_free_words_are_enough_and_mistakes_are_said_at_their_field(staff: Client, bob: int) -> None:
    path = f"/staff/contacts/{bob}/approvals/new/"
    empty = staff.post(path, {"days": "0", "text": "Hm"})
    assert (empty.status_code, "Hm</textarea>" in empty.content.decode()) == (422, True)
    nothing = staff.post(path, {"days": "7"}).content.decode()
    assert "Say what is to be approved" in nothing
    staff.post(path, {"title": "A visit on Friday", "days": "7"})
    assert ApprovalRequest.objects.get().title == "A visit on Friday"


def test_one_request_is_shown_reminded_and_withdrawn(staff: Client, bob: int) -> None:
    row = ask(bob)
    page = f"/staff/approvals/{row.pk}/"
    assert "Order CO1234" in staff.get(page).content.decode()
    assert "within the last hour" in staff.post(f"{page}remind/", follow=True).content.decode()
    ApprovalRequest.objects.update(scheduled_at=timezone.now() - dt.timedelta(hours=2))
    assert "The reminder is on its way." in staff.post(f"{page}remind/", follow=True).content.decode()
    staff.post(f"{page}withdraw/")
    assert "It is withdrawn" not in staff.get(page).content.decode()
    assert "it is withdrawn" in staff.post(f"{page}withdraw/", follow=True).content.decode()
    timeline = staff.get(f"/staff/contacts/{bob}/").content.decode()
    assert f'<a href="{page}">withdrew the request to decide on Order CO1234</a>' in timeline


def test_the_list_has_a_part_for_each_state_and_is_searched(staff: Client, bob: int) -> None:
    rows = {title: ask(bob, title) for title in ("Waits", "Over", "Taken")}
    now = timezone.now()
    ApprovalRequest.objects.filter(pk=rows["Over"].pk).update(expires_at=now)
    ApprovalRequest.objects.filter(pk=rows["Taken"].pk).update(state="ACCEPTED", decided_at=now)

    def found(query: str) -> list[str]:
        page = staff.get(f"/staff/approvals/?{query}").content.decode()
        return re.findall(r'class="rowname" href="[^"]+">([^<]+)<', page)

    assert [found(f"tab={tab}") for tab in ("waiting", "over", "accepted", "rejected")] == [
        ["Waits"],
        ["Over"],
        ["Taken"],
        [],
    ]
    assert [found("q=bob+taken"), found("q=eve")] == [["Taken"], []]


def test_rights_are_needed(bob: int) -> None:
    row, viewer = ask(bob), clerk("view_contact", "view_approvalrequest")
    page = viewer.get(f"/staff/approvals/{row.pk}/").content.decode()
    assert ("Order CO1234" in page, "Withdraw" in page) == (True, False)
    asked = viewer.post(f"/staff/contacts/{bob}/approvals/new/", {"title": "x", "days": "7"})
    acts = [viewer.post(f"/staff/approvals/{row.pk}/{act}/").status_code for act in ("withdraw", "remind")]
    assert (asked.status_code, acts, ApprovalRequest.objects.get().state) == (403, [403, 403], "PENDING")


def test_statements_do_not_grow_with_rows(staff: Client, bob: int, queries: Any) -> None:
    counts = []
    staff.get("/staff/approvals/")  # the session is written once
    for more in (1, 2):
        for _ in range(more):
            ask(bob)
        with queries(connection) as seen:
            assert staff.get("/staff/approvals/").status_code == 200
        with queries(connection) as tab:
            assert staff.get(f"/staff/contacts/{bob}/?tab=approvals").status_code == 200
        counts.append((len(seen), len(tab)))
    assert counts[0] == counts[1]
