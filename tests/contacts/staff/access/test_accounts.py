"""What staff see of portal accounts, and what they may do about them."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from contacts.access.accounts import signing_in
from contacts.access.accounts.models import Account
from contacts.access.claims.models import Claim
from contacts.access.grants.models import LinkGrant
from contacts.access.limits.models import LimitAlert, PasswordTries
from contacts.access.sessions.models import Session
from contacts.directory import operations as door
from contacts.history import queries as history
from tests.contacts.access.people.making import ADA, HOME, PASSWORD, customer, outcome, post
from tests.contacts.staff.access.conftest import clerk
from tests.contacts.staff.people.conftest import make
from tests.pages import closely

pytestmark = pytest.mark.django_db


def tab(client: Client, contact: Any) -> str:
    return client.get(f"/staff/contacts/{contact}/?tab=portal").content.decode()


def told(contact: Any) -> list[str]:
    return [row.kind for row in history.happenings(contact)]


def alive() -> int:
    return Session.objects.filter(ended_at=None).count()


def test_the_tab_shows_names_sessions_and_no_secret(staff: Client, bob: Account) -> None:
    page = tab(staff, bob.contact_id)
    for text in ("bob@example.org", "Proven", "Firefox on Linux", "198.51.0.2", "Passkeys", "Set "):
        assert text in page, text
    assert bob.password.rpartition("$")[2] not in page


def test_who_has_no_account_is_invited_and_invited_again(staff: Client) -> None:
    contact = make(first_name="Ann", emails=[{"email": "ann@example.org"}], language="ENG")
    assert "Invite" in tab(staff, contact)
    for _ in range(2):
        staff.post(f"/staff/contacts/{contact}/portal/invite/")
    letters = post()
    assert [(one.template, one.to) for one in letters] == [("access.invite", "ann@example.org")]
    assert (LinkGrant.objects.count(), told(contact)) == (1, ["account_invited"] * 2)
    nobody = make(first_name="Eve")
    answer = staff.post(f"/staff/contacts/{nobody}/portal/invite/", follow=True).content.decode()
    assert "This contact has no email address to invite it at." in answer


def test_a_link_for_a_new_password_is_mailed_and_the_present_one_stays(staff: Client, bob: Account) -> None:
    staff.post(f"/staff/contacts/{bob.contact_id}/portal/reset/")
    (letter,) = post()
    assert (letter.template, letter.to, alive()) == ("access.reset", "bob@example.org", 2)
    assert signing_in.with_password(username="bob@example.org", password=PASSWORD, caller=HOME) == bob
    assert told(bob.contact_id)[0] == "account_link_sent"


def test_shutting_ends_sessions_and_can_be_undone(staff: Client, bob: Account) -> None:
    answer = staff.post(f"/staff/contacts/{bob.contact_id}/portal/shut/", follow=True).content.decode()
    assert ("The account is shut" in answer, alive()) == (True, 0)
    (token,) = re.findall(r'name="token" value="([^"]+)"', answer)
    staff.post(f"/staff/contacts/{bob.contact_id}/portal/undo/", {"token": token})
    assert Account.objects.get(pk=bob.pk).is_active
    assert staff.post(f"/staff/contacts/{bob.contact_id}/portal/undo/", {"token": token}).status_code == 404
    assert told(bob.contact_id)[:2] == ["account_reactivated", "account_deactivated"]


def test_one_session_or_all_are_ended(staff: Client, bob: Account) -> None:
    other = customer("eve")
    first = Session.objects.filter(account=bob).order_by("pk")[0]
    path = f"/staff/contacts/{other.contact_id}/portal/sessions/{first.pk}/end/"
    assert "had ended already" in staff.post(path, follow=True).content.decode()
    assert alive() == 2
    staff.post(f"/staff/contacts/{bob.contact_id}/portal/sessions/{first.pk}/end/")
    assert (alive(), told(bob.contact_id)[0]) == (1, "account_session_ended")
    staff.post(f"/staff/contacts/{bob.contact_id}/portal/end-all/")
    assert (alive(), told(bob.contact_id)[0]) == (0, "account_sessions_ended")


def test_a_lock_is_shown_and_lifted(staff: Client, bob: Account) -> None:
    assert "Lift the lock" not in tab(staff, bob.contact_id)
    for _ in range(6):
        outcome(lambda: signing_in.with_password(username="bob@example.org", password="wrong", caller=HOME))
    assert "Lift the lock" in tab(staff, bob.contact_id)
    staff.post(f"/staff/contacts/{bob.contact_id}/portal/unlock/")
    assert "Lift the lock" not in tab(staff, bob.contact_id)
    PasswordTries.objects.update(streak=100)
    assert "locked until somebody lifts it" in tab(staff, bob.contact_id)


def test_a_password_handed_over_must_be_changed_and_is_shown_nowhere(staff: Client, bob: Account) -> None:
    path = f"/staff/contacts/{bob.contact_id}/portal/password/"
    weak = staff.post(path, {"password": "password1234"})
    assert (weak.status_code, alive()) == (422, 2)
    assert "password1234" not in weak.content.decode()
    answer = staff.post(path, {"password": "eleven loud crows"}, follow=True).content.decode()
    assert ("eleven loud crows" in answer, "must be changed at the next sign-in" in answer, alive()) == (False, True, 0)


def test_a_user_name_is_changed_or_refused_at_its_field(staff: Client, bob: Account) -> None:
    customer("eve")
    path = f"/staff/contacts/{bob.contact_id}/portal/name/"
    taken = staff.post(path, {"username": "EVE@example.org"})
    assert (taken.status_code, "Somebody else signs in with this name." in taken.content.decode()) == (422, True)
    staff.post(path, {"username": "bob.stone"})
    assert "bob.stone" in tab(staff, bob.contact_id)


def test_rights_are_needed_and_archived_contacts_are_left_alone(staff: Client, bob: Account) -> None:
    contact = bob.contact_id or 0
    viewer = clerk("view_contact", "view_account")
    page = tab(viewer, contact)
    assert ("bob@example.org" in page, "Shut the account" in page) == (True, False)
    acts = ("invite", "reset", "shut", "open", "unlock", "end-all", "undo", "sessions/1/end")
    assert {viewer.post(f"/staff/contacts/{contact}/portal/{act}/").status_code for act in acts} == {403}
    assert {viewer.get(f"/staff/contacts/{contact}/portal/{page}/").status_code for page in ("name", "password")} == {
        403
    }
    stranger = clerk("view_contact")
    assert "Portal</a>" not in tab(stranger, contact)
    pages = ("accounts", "claims", "api-keys", "apps", "settings", "approvals")
    assert {stranger.get(f"/staff/{page}/").status_code for page in pages} == {403}
    door.archive(contact=contact, actor=ADA)
    assert {staff.post(f"/staff/contacts/{contact}/portal/{act}/").status_code for act in acts[:6]} == {403}
    assert (alive(), Account.objects.get().is_active) == (2, True)


def test_the_list_is_searched_and_parted_and_shows_limits(staff: Client, bob: Account, claim: Claim) -> None:
    customer("eve", first_name="Eve")
    now = timezone.now()
    LimitAlert.objects.create(rule="send_prefix", about="+357", day=now.date(), refused=12, first_at=now, last_at=now)

    def found(query: str) -> list[str]:
        page = staff.get(f"/staff/accounts/?{query}").content.decode()
        return re.findall(r'class="rowname" href="[^"]+">([^<]+)<', page)

    assert found("tab=all") == ["eve@example.org", "lee@example.org", "bob@example.org"]
    assert [found("q=BOB@exa"), found("q=stone eve"), found("q=nobody")] == [
        ["bob@example.org"],
        ["eve@example.org"],
        [],
    ]
    assert [found("tab=unproven"), found("tab=closed")] == [[], []]
    page = closely(staff.get("/staff/accounts/").content.decode())
    assert "text messages to one country’s numbers (+357), 12 not sent" in page
    to = staff.get(f"/staff/accounts/{bob.pk}/")
    assert to["Location"] == f"/staff/contacts/{bob.contact_id}/?tab=portal"
    assert staff.get(f"/staff/accounts/{claim.account_id}/")["Location"] == f"/staff/claims/{claim.pk}/"


def test_a_claim_is_decided_by_what_was_said_beside_what_is_known(staff: Client, claim: Claim) -> None:
    assert "1 registration waits for you" in staff.get("/staff/").content.decode()
    assert "lee@example.org" in staff.get("/staff/claims/").content.decode()
    page = staff.get(f"/staff/claims/{claim.pk}/").content.decode()
    assert page.count('<span class="pill good">same</span>') == 5  # name, address and number of Ann; two of Abe
    ann = claim.candidates.get(first_name="Ann")
    stranger = make(first_name="Eve")
    path = f"/staff/claims/{claim.pk}/decide/"
    assert "Expected one of the candidates." in staff.post(path, {"contact": stranger}, follow=True).content.decode()
    assert [staff.post(path, {"contact": odd}).status_code for odd in ("", "x", "9" * 30)] == [404] * 3
    assert clerk("view_claim").post(path, {"contact": ann.pk}).status_code == 403
    staff.post(path, {"contact": ann.pk})
    assert Account.objects.get(pk=claim.account_id).contact == ann
    assert staff.post(path, {"contact": ann.pk}).status_code == 404
    assert "Nothing waits" in staff.get("/staff/claims/").content.decode()


def test_none_of_the_candidates_makes_a_new_contact(staff: Client, claim: Claim) -> None:
    staff.post(f"/staff/claims/{claim.pk}/decide/", {"contact": "new"})
    contact = Account.objects.get(pk=claim.account_id).contact
    assert contact is not None
    assert (contact.display_name, claim.candidates.filter(pk=contact.pk).exists()) == ("Ann Lee", False)


def test_statements_do_not_grow_with_rows(staff: Client, claim: Claim, queries: Any) -> None:
    counts = []
    staff.get("/staff/accounts/")  # the session is written once
    for more in ("a", "bc"):
        for name in more:
            customer(f"person{name}")
        with queries(connection) as seen:
            assert staff.get("/staff/accounts/").status_code == 200
        with queries(connection) as queue:
            assert staff.get("/staff/claims/").status_code == 200
        counts.append((len(seen), len(queue)))
    assert counts[0] == counts[1]
