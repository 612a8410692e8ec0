"""Runs and conflicts at the desk, with a fake vendor on the other side."""

import re
from collections.abc import Callable, Generator
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from contacts.directory.models import Contact
from contacts.history.models import Change
from integrations.sync.models import Conflict, Run
from tests.contacts.staff.people.conftest import make
from tests.integrations.staff.outward.scenes import busy, conflict, connected, ran, rename
from tests.integrations.sync.making import body, carried_out, connection, ours, pulled
from tests.vendors import Vendor, fake

pytestmark = pytest.mark.django_db
Reads = Callable[..., str]


@pytest.fixture
def vendor(tmp_path: Path) -> Generator[Vendor]:
    with fake("administrate", tmp_path) as vendor:
        yield vendor


def begun(staff: Client, path: str, **values: str) -> Run:
    """The run that a button begins, to its end."""
    answer = staff.post(f"/staff/{path}", values)
    run = Run.objects.latest("pk")
    assert answer["Location"] == f"/staff/runs/{run.pk}/"
    return carried_out(run)


def figures(page: str) -> dict[str, int]:
    found = re.findall(r"<dt>([^<]+)</dt><dd>(?:<a[^>]*>)?([\d,]+)", page.partition('class="counts"')[2])
    return {label: int(count) for label, count in found if count != "0"}


def test_everything_is_fetched_and_its_page_tells_of_it(staff: Client, read: Reads, vendor: Vendor) -> None:
    vendor.add(3)
    there = connection(vendor)
    run = begun(staff, f"connections/{there.pk}/fetch/", kind="first")
    page = read(f"runs/{run.pk}/")
    assert figures(page) == {"Looked at": 3, "New here": 3}
    assert ("Everything is in." in page, "by ada" in page, "every 1s" in page) == (True, True, False)
    assert "3 looked at, 3 changed" in read(f"connections/{there.pk}/")


def test_a_fetch_of_nobody_says_that_there_was_nothing(staff: Client, read: Reads, vendor: Vendor) -> None:
    there = connection(vendor)
    run = begun(staff, f"connections/{there.pk}/fetch/", kind="first")
    page = read(f"runs/{run.pk}/")
    assert ("There was nothing to fetch: they listed no contacts." in page, "Everything is in" in page) == (True, False)
    vendor.add(1)
    begun(staff, f"connections/{there.pk}/fetch/", kind="first")
    run = begun(staff, f"connections/{there.pk}/fetch/", kind="changes")
    page = read(f"runs/{run.pk}/")
    assert ("they listed no changes" in page) == (run.seen == 0)


def test_a_dry_run_stores_nothing_shows_what_would_be_and_is_done_for_good(
    staff: Client, read: Reads, vendor: Vendor
) -> None:  # fmt: skip
    vendor.add(1, first_name="Grace", last_name="Hopper")
    there = connection(vendor)
    run = begun(staff, f"connections/{there.pk}/fetch/", kind="first", dry="on")
    page = read(f"runs/{run.pk}/")
    assert ("Nothing was stored" in page, "Grace Hopper" in page, Contact.objects.count()) == (True, True, 0)
    assert "Would be new" in page
    again = re.search(r'action="/staff/(connections/\d+/fetch/)">.*?name="kind" value="(\w+)">Fetch for good', page)
    assert again
    begun(staff, again[1], kind=again[2])
    assert Contact.objects.count() == 1


def test_a_comparison_lists_both_sides_and_is_mended(staff: Client, read: Reads, vendor: Vendor) -> None:
    vendor.add(2, department="Sums")
    there = connection(vendor)
    begun(staff, f"connections/{there.pk}/fetch/", kind="first")
    rename(ours(there, "1")["id"], department="Ours")
    vendor.add(1)
    run = begun(staff, f"connections/{there.pk}/fetch/", kind="reconcile")
    page = read(f"runs/{run.pk}/", kind="drift")
    shown = " ".join(re.sub("<[^>]+>", " ", page.partition('class="differs"')[2]).split())
    assert shown.startswith("> Department here Ours there Sums"), shown
    assert "We do not have it. Taking theirs brings it here." in read(f"runs/{run.pk}/")
    mending = begun(staff, f"runs/{run.pk}/mend/", side="theirs")
    assert (ours(there, "1")["department"], Contact.objects.count()) == ("Sums", 3)
    assert f'href="/staff/runs/{run.pk}/">this comparison' in read(f"runs/{mending.pk}/")
    page = read(f"runs/{run.pk}/")
    assert ("Mended" in page, "Take theirs" in page) == (True, False)


def test_fields_of_one_contact_are_chosen_one_by_one(staff: Client, read: Reads, vendor: Vendor) -> None:
    vendor.add(1, first_name="Ada", last_name="King", department="Sums", notes="")
    there = connection(vendor)
    begun(staff, f"connections/{there.pk}/fetch/", kind="first")
    rename(ours(there, "1")["id"], department="Ours", notes="Ours")
    run = begun(staff, f"connections/{there.pk}/fetch/", kind="reconcile")
    path = f"runs/{run.pk}/differing/{run.findings.get(kind='drift').pk}/"
    assert f'href="/staff/{path}">Choose' in read(f"runs/{run.pk}/")
    page = read(path)
    assert [page.count(f'name="{name}" value="') for name in ("department", "notes")] == [3, 3]
    assert "Choose whose value stays" in staff.post(f"/staff/{path}", {"notes": ""}, follow=True).content.decode()
    begun(staff, path, department="theirs", notes="")
    now = ours(there, "1")
    assert (now["department"], now["notes"]) == ("Sums", "Ours")
    assert 'name="department"' not in read(path)
    begun(staff, path, notes="ours")
    assert staff.get(f"/staff/{path}").status_code == 404
    assert "Choose" not in read(f"runs/{run.pk}/")


def test_a_running_one_is_drawn_anew_each_second_until_it_is_stopped(staff: Client, read: Reads) -> None:
    run = ran(connected(), state="running", total=1200, seen=417, created=417, finished_at=None, failures=2,
              last_error="The other side did not answer in time.")  # fmt: skip
    page = read(f"runs/{run.pk}/progress/")
    assert f'hx-get="/staff/runs/{run.pk}/progress/" hx-trigger="every 1s"' in page
    for words in ("417 of 1,200", 'max="1200" value="417"', "The other side did not answer in time. It is tried again"):
        assert words in page
    staff.post(f"/staff/runs/{run.pk}/cancel/")
    page = read(f"runs/{run.pk}/progress/")
    assert ("It was stopped. What is in stays in." in page, "every 1s" in page) == (True, False)


def test_a_run_that_finds_many_gone_asks_first(staff: Client, read: Reads) -> None:
    run = ran(connected(), state="asking", finished_at=None)
    assert "They are gone: archive ours" in read(f"runs/{run.pk}/")
    staff.post(f"/staff/runs/{run.pk}/allow/")
    run.refresh_from_db()
    assert (run.state, run.deletions_allowed) == ("waiting", True)


def test_what_cannot_begin_says_why(staff: Client) -> None:
    line = connected(direction="push")
    path = f"/staff/connections/{line.pk}/fetch/"
    assert "This connection only sends." in staff.post(path, {"kind": "first"}, follow=True).content.decode()
    ran(line, state="running", finished_at=None)
    answer = staff.post(path, {"kind": "reconcile"}, follow=True).content.decode()
    assert "A run of this connection is under way." in answer
    page = staff.post(f"/staff/runs/{Run.objects.get().pk}/mend/", {"side": "ours"}, follow=True).content.decode()
    assert "Expected a reconcile that has ended." in page


def decide(staff: Client, row: Conflict, side: str, **more: str) -> str:
    return staff.post(f"/staff/conflicts/{row.pk}/", {"side": side, **more}, follow=True).content.decode()


def test_both_values_stand_beside_each_other_with_who_and_when(read: Reads) -> None:
    row = conflict(connected(), make(first_name="Ada", last_name="King", job_title="Buyer"))
    page = " ".join(re.sub("<[^>]+>", " ", read("conflicts/").partition("<tbody>")[2]).split())
    ours_at, theirs_at = (f"{at.day} {at:%b %H:%M}" for at in (row.ours_at, row.theirs_at) if at)
    assert page.startswith(f"Ada King Job title Buyer Maria · {ours_at} Seller {theirs_at} Head office")


def test_theirs_is_taken_and_undone(staff: Client, read: Reads) -> None:
    contact = make(first_name="Ada", job_title="Buyer")
    row = conflict(connected(), contact)
    answer = decide(staff, row, "theirs")
    assert "Theirs was taken: Job title of Ada." in answer
    assert body(contact)["job_title"] == "Seller"
    assert "Nothing to decide" in answer
    rename(contact, department="Sums")
    token = re.search(r'name="token" value="([^"]+)"', answer)
    assert token
    assert (
        "to be decided again" in staff.post("/staff/conflicts/undo/", {"token": token[1]}, follow=True).content.decode()
    )
    assert (body(contact)["job_title"], body(contact)["department"]) == ("Buyer", "Sums")
    row.refresh_from_db()
    assert (row.state, row.resolved_at, row.resolved_by) == ("open", None, "")
    assert "Ada" in read("conflicts/")


def test_ours_is_kept_and_undone(staff: Client) -> None:
    contact = make(first_name="Ada", job_title="Buyer")
    row = conflict(connected(), contact)
    answer = decide(staff, row, "ours")
    revisions = Change.objects.filter(contact=contact).count()
    token = re.search(r'name="token" value="([^"]+)"', answer)
    assert token
    row.refresh_from_db()
    assert (row.state, row.resolved_by) == ("ours", "ada")
    staff.post("/staff/conflicts/undo/", {"token": token[1]})
    row.refresh_from_db()
    assert (row.state, Change.objects.filter(contact=contact).count()) == ("open", revisions)


def test_a_value_of_ones_own_is_set_and_undone(staff: Client, read: Reads) -> None:
    contact = make(first_name="Ada", job_title="Buyer")
    row = conflict(connected(), contact)
    assert f'form="own-{row.pk}"' in read("conflicts/")
    answer = decide(staff, row, "other", value="Head buyer")
    assert "Set for both: Job title of Ada." in answer
    row.refresh_from_db()
    assert (body(contact)["job_title"], row.state) == ("Head buyer", "other")
    token = re.search(r'name="token" value="([^"]+)"', answer)
    assert token
    staff.post("/staff/conflicts/undo/", {"token": token[1]})
    assert body(contact)["job_title"] == "Buyer"


def test_a_value_that_cannot_be_stored_is_told_and_the_conflict_stays_open(staff: Client) -> None:
    row = conflict(connected(), make(first_name="Ada", job_title="Buyer"))
    assert "At most" in decide(staff, row, "other", value="x" * 2000)
    row.refresh_from_db()
    assert row.state == "open"


def test_what_was_decided_before_or_asked_anew_is_said(staff: Client) -> None:
    line, contact = connected(), make(first_name="Ada", job_title="Buyer")
    row = conflict(line, contact)
    answer = decide(staff, row, "ours")
    assert "It was decided before: ours was kept." in decide(staff, row, "theirs")
    conflict(line, contact)
    token = re.search(r'name="token" value="([^"]+)"', answer)
    assert token
    told = staff.post("/staff/conflicts/undo/", {"token": token[1]}, follow=True).content.decode()
    assert "asked about anew already" in told
    assert staff.post(f"/staff/conflicts/{row.pk}/", {"side": "mine"}).status_code == 404


def test_the_queue_is_narrowed_by_connection(read: Reads) -> None:
    one, other = connected("One"), connected("Other")
    for line, name in ((one, "Ada"), (other, "Grace")):
        conflict(line, make(first_name=name))
    assert [name in read("conflicts/", connection=one.pk) for name in ("Ada", "Grace")] == [True, False]
    Conflict.objects.filter(connection=one).delete()
    assert "No value of this connection waits for you." in read("conflicts/", connection=one.pk)
    assert read("conflicts/", connection="nonsense").count("<tr data-row>") == 1


def test_the_dashboard_says_what_waits_and_what_was_given_up(read: Reads) -> None:
    assert "until you decide" not in read("")
    busy()
    assert "2 values were changed both here and in another system" in read("")
    assert "Something could not be told to Head office, and was given up." in read("")


def test_what_was_fetched_says_which_connection_it_came_from(read: Reads, vendor: Vendor) -> None:
    vendor.add(1, department="Sums")
    pulled(connection(vendor, name="Head office"))
    contact = Contact.objects.get()
    page = unescape(read(f"contacts/{contact.pk}/"))
    assert re.search(
        r"<dt>Department</dt>.*?Sums.*?class=\"source\"[^>]*>Head office · [^<]*from another system", page, re.S
    )
