"""Outgoing messages, texts and writing at the desk, as requests."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.utils import timezone

from contacts.messages import operations
from contacts.messages.delivery.sending import deliver
from contacts.messages.models import Communication, Template
from tests.contacts.messages.conftest import STAFF
from tests.contacts.messages.post_office import PostOffice
from tests.contacts.messages.test_mail import letter
from tests.contacts.messages.test_secrets import CODE, code
from tests.contacts.staff.people.conftest import make, staff
from tests.factories import StaffFactory
from tests.pages import closely

__all__ = ["staff"]
pytestmark = pytest.mark.django_db


def names(client: Client, query: str = "") -> list[str]:
    html = client.get(f"/staff/outgoing/{query}").content.decode()
    return re.findall(r'class="rowname"[^>]*>([^<]*)<', html)


def test_the_list_is_narrowed_by_state_channel_purpose_and_words(staff: Client, bob: int, smtp: PostOffice) -> None:
    first = letter(bob, subject="First one")
    letter(bob, subject="Second one", purpose="marketing")
    operations.send(contact=bob, channel="SMS", content="Third, short", actor=STAFF)
    deliver(first.pk)
    assert names(staff) == ["Third, short", "Second one", "First one"]
    assert names(staff, "?state=COMPLETED") == ["First one"]
    assert names(staff, "?channel=SMS") == ["Third, short"]
    assert names(staff, "?purpose=marketing") == ["Second one"]
    assert names(staff, "?q=second") == ["Second one"]
    assert names(staff, "?q=bob@example") == ["First one"], "a recipient is known once it was sent"
    assert names(staff, "?q=nothing") == []
    assert names(staff, "?state=DROP&channel=x&before=zz") == ["Third, short", "Second one", "First one"]
    assert names(staff, f"?before={first.pk + 1}") == ["First one"]


def test_statements_of_the_list_do_not_grow(staff: Client, bob: int, queries: Any) -> None:
    counts = []
    staff.get("/staff/outgoing/")
    for _ in (1, 2):
        letter(bob)
        letter(None, to="x@example.org")
        with queries(connection) as sent:
            staff.get("/staff/outgoing/")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 4


def test_the_tab_of_a_contact_counts_its_messages(staff: Client, bob: int) -> None:
    tab = re.compile(r">Messages<small>([^<]*)</small>")
    letter(bob)
    letter(None, to="x@example.org")
    assert tab.findall(closely(staff.get(f"/staff/contacts/{bob}/").content.decode())) == ["1"]
    row = Communication.objects.get(contact=bob)
    made = {
        field.attname: getattr(row, field.attname) for field in row._meta.fields if field.name not in ("id", "uuid")
    }
    Communication.objects.bulk_create(Communication(**made) for _ in range(999))
    assert tab.findall(closely(staff.get(f"/staff/contacts/{bob}/").content.decode())) == ["1,000"]


def test_a_code_is_shown_where_no_mail_leaves_and_nowhere_else(staff: Client, bob: int, settings: Any) -> None:
    row = code(bob)
    assert CODE in staff.get(f"/staff/outgoing/{row.pk}/").content.decode()
    settings.EMAIL_BACKEND = "contacts.messages.delivery.smtp.SmtpBackend"
    page = staff.get(f"/staff/outgoing/{row.pk}/").content.decode()
    assert CODE not in page
    assert "Dots stand for a code" in page


def test_html_is_shown_in_a_closed_frame(staff: Client, bob: int) -> None:
    row = letter(bob, html='<p>Hi</p><img src="https://tracker.example/x.png"><script>alert(1)</script>{{ x }}')
    page = closely(staff.get(f"/staff/outgoing/{row.pk}/").content.decode())
    assert f'<iframe class="letter" sandbox title="The message as HTML" src="/staff/outgoing/{row.pk}/page/">' in page
    frame = staff.get(f"/staff/outgoing/{row.pk}/page/")
    assert frame["Content-Security-Policy"] == (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    body = frame.content.decode()
    assert "<p>Hi</p>" in body
    assert not re.search(r"tracker|<script|<img", body)


def test_staff_retry_and_cancel(staff: Client, bob: int, smtp: PostOffice) -> None:
    row = letter(bob)
    staff.post(f"/staff/outgoing/{row.pk}/cancel/")
    row.refresh_from_db()
    assert (row.state, row.reason) == ("REJECTED", "Cancelled by ada.")
    page = staff.post(f"/staff/outgoing/{row.pk}/retry/", follow=True).content.decode()
    assert "It is being sent again." in page
    deliver(row.pk)
    assert "Too late" in staff.post(f"/staff/outgoing/{row.pk}/cancel/", follow=True).content.decode()
    assert "It was sent already." in staff.post(f"/staff/outgoing/{row.pk}/retry/", follow=True).content.decode()


def test_a_message_is_written_and_can_be_taken_back(staff: Client, bob: int) -> None:
    url = f"/staff/contacts/{bob}/write/"
    page = staff.get(f"{url}?template=staff.call_back").content.decode()
    assert "Προσπαθήσαμε να σας βρούμε" in page, "in the contact's language"
    assert "Γεια σας Bob," in page
    said = {"channel": "EMAIL", "purpose": "service", "subject": "Hello", "content": "How are you?", "template": ""}
    answer = staff.post(url, said)
    row = Communication.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/staff/contacts/{bob}/?tab=messages")
    assert 5 < (row.due_at - timezone.now()).total_seconds() <= 10
    page = staff.get(answer["Location"]).content.decode()
    assert "The message to Bob Stone leaves in 10 seconds." in page
    assert "Hello" in page
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    staff.post(f"{url}undo/", {"token": token[1]})
    row.refresh_from_db()
    assert (row.state, row.reason) == ("REJECTED", "Cancelled by ada.")
    assert staff.post(f"{url}undo/", {"token": token[1]}).status_code == 404


def test_what_cannot_be_sent_is_said_in_the_form(staff: Client, bob: int) -> None:
    url = f"/staff/contacts/{bob}/write/"
    said = {"channel": "EMAIL", "purpose": "security", "subject": "a", "content": "", "template": ""}
    answer = staff.post(url, said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Select a valid choice. security is not one" in page
    assert "Say what is to be sent." in page
    assert not Communication.objects.exists()
    silent = make(first_name="Eve")
    assert "The contact has no email address." in staff.get(f"/staff/contacts/{silent}/write/").content.decode()


def test_a_text_is_changed_previewed_and_reset(staff: Client, bob: int) -> None:
    url = "/staff/templates/access.code/EMAIL/ENG/"
    assert "access.code" in staff.get("/staff/templates/").content.decode()
    assert "Nobody from Contacts will ever ask you for it." in staff.get(url).content.decode()
    preview = staff.post(f"{url}preview/", {"subject": "For {site}", "content": "<b>{code}</b> {x}"}).content.decode()
    assert "For Contacts" in preview
    assert "&lt;b&gt;482913&lt;/b&gt;" in preview
    assert "{x}" in preview
    refused = staff.post(url, {"subject": "For {site}", "content": "without it"})
    assert (refused.status_code, Template.objects.count()) == (422, 0)
    assert "The text must hold {code}" in refused.content.decode()
    staff.post(url, {"subject": "For {site}", "content": "Code:\r\n{code}"})
    page = staff.get(url).content.decode()
    assert "This is your own text." in page
    assert "ENG EMAIL" in closely(staff.get("/staff/templates/").content.decode())
    staff.post(f"{url}reset/")
    assert "This is the text that comes with the product." in staff.get(url).content.decode()
    assert "There is no text in this language yet" in staff.get(url.replace("ENG", "JPN")).content.decode()
    assert staff.get(url.replace("ENG", "XXX")).status_code == 404


def test_rights_are_asked_on_every_page(client: Client, bob: int) -> None:
    row = letter(bob)
    user = StaffFactory(username="eve")
    client.force_login(user)
    reading = ["/staff/outgoing/", f"/staff/outgoing/{row.pk}/", f"/staff/outgoing/{row.pk}/page/", "/staff/templates/",
               "/staff/templates/access.code/SMS/ENG/"]  # fmt: skip
    writing = [f"/staff/outgoing/{row.pk}/retry/", f"/staff/outgoing/{row.pk}/cancel/",
               "/staff/templates/access.code/SMS/ENG/reset/", "/staff/templates/access.code/SMS/ENG/",
               f"/staff/contacts/{bob}/write/", f"/staff/contacts/{bob}/write/undo/"]  # fmt: skip
    assert {client.get(url).status_code for url in reading} == {403}
    names = ("view_communication", "view_template", "view_contact")
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    assert {client.get(url).status_code for url in reading} == {200}
    assert {client.post(url, {"content": "{code}"}).status_code for url in writing} == {403}
    assert (
        "Write a message"
        not in client.get(f"/staff/contacts/{bob}/?tab=messages").content.decode().split("messages-title")[1]
    )
    row.refresh_from_db()
    assert (row.state, Template.objects.count(), Communication.objects.count()) == ("PENDING", 0, 1)
