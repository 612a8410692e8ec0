"""Consents and preferences, messages, and what was ordered."""

from typing import Any

from django.core import mail
from django.test import Client
from django.urls import reverse

from contacts.access.accounts.models import Account
from contacts.consents import operations as consents
from contacts.consents import queries as log
from contacts.consents.preferences import queries as preferred
from contacts.directory.reading import snapshots
from contacts.messages.models import Communication
from contacts.portal.consents.views import TEXTS
from tests.contacts.portal.pages.making import ADA, Things, message
from tests.contacts.portal.post import deliver

EVIL = "<script>alert(1)</script>"


def page(client: Client, name: str, *args: Any) -> str:
    response = client.get(reverse(f"portal:{name}", args=args))
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    return response.content.decode()


def test_an_answer_is_kept_with_the_words_it_was_about(hers: Client, grace: Account) -> None:
    contact = grace.contact_id or 0
    consents.publish(purpose="marketing", text="Old words", actor=ADA)
    wording = consents.publish(purpose="marketing", text="May we write?", actor=ADA, language="ENG")
    assert "May we write?" in page(hers, "consents")
    said = {"purpose": "marketing", "channel": "EMAIL", "wording": wording.pk}
    hers.post(reverse("portal:consent-answer"), said | {"answer": "yes"})
    done = hers.post(reverse("portal:consent-answer"), said | {"answer": "no"})
    assert done["Location"] == "/portal/consents/#marketing"
    assert snapshots.records([contact])[contact].consents == {"marketing": {"EMAIL": "REJECTED"}}
    withdrawn, given = log.history(contact)
    assert (given.state, given.wording, log.address_of(given), given.actor_kind, given.door) == (
        "ACCEPTED", wording, "127.0.0.1", "contact", "portal",
    )  # fmt: skip
    assert withdrawn.state == "REJECTED"
    shown = page(hers, "consents-history")
    assert shown.count("by you, in this portal") == 2
    assert given.hash in shown


def test_without_a_wording_the_words_of_the_page_are_kept(hers: Client, grace: Account) -> None:
    hers.post(
        reverse("portal:consent-answer"), {"purpose": "third_party", "channel": "ANY", "answer": "yes", "wording": ""}
    )
    assert log.history(grace.contact_id or 0)[0].comment == TEXTS["third_party"]


def test_an_answer_to_other_words_than_those_of_the_purpose_is_asked_again(hers: Client, grace: Account) -> None:
    other = consents.publish(purpose="service", text="Other words", actor=ADA)
    said = {"purpose": "marketing", "channel": "EMAIL", "answer": "yes"}
    hers.post(reverse("portal:consent-answer"), said | {"wording": other.pk})
    assert "The text changed meanwhile" in page(hers, "consents")
    assert log.history(grace.contact_id or 0).count() == 0
    for wrong in ({"purpose": "rule the world"}, {"channel": "PIGEON"}):
        assert hers.post(reverse("portal:consent-answer"), said | wrong).status_code == 404


def test_preferences(hers: Client, hers_all: Things) -> None:
    hers.post(reverse("portal:preferences"), {"language": "FRA", "channels": ["SMS", "POST"]})
    hers.post(reverse("portal:preferences"), {"language": "FRA", "channels": ["EMAIL", "POST"]})
    assert preferred.channels(hers_all.contact) == ["POST", "EMAIL"]
    assert snapshots.records([hers_all.contact])[hers_all.contact].language == "FRA"
    (liked,) = preferred.organisations(hers_all.contact)
    hers.post(reverse("portal:prefer-organisation"), {"organisation": liked.organisation_id, "type": "REWARDS"})
    hers.post(reverse("portal:forget-organisation", args=[liked.pk]))
    assert [one.type for one in preferred.organisations(hers_all.contact)] == ["REWARDS"]
    assert hers.post(reverse("portal:preferences"), {"channels": ["PIGEON"]}).status_code == 422


def test_new_messages_come_first_and_are_read_put_away_and_followed(hers: Client, grace: Account) -> None:
    contact = grace.contact_id or 0
    new = message(contact, subject="First", link="https://example.org/offer")
    old = message(contact, subject="Second")
    page(hers, "message", old.uuid)
    listed = page(hers, "inbox")
    assert listed.index("First") < listed.index("Second")
    hers.head(reverse("portal:message", args=[new.uuid]))
    assert Communication.objects.get(pk=new.pk).viewed_at is None
    followed = hers.get(reverse("portal:message-link", args=[new.uuid]))
    assert (followed["Location"], followed["Referrer-Policy"]) == ("https://example.org/offer", "no-referrer")
    mark = reverse("portal:mark-message", args=[old.uuid])
    hers.post(mark, {"do": "archive"})
    assert "Second" not in page(hers, "inbox")
    assert "Second" in page(hers, "archive")
    hers.post(mark, {"do": "unarchive"})
    hers.post(mark, {"do": "unread"})
    assert hers.post(mark, {"do": "delete"}).status_code == 404
    rows = {row.subject: row for row in Communication.objects.all()}
    assert rows["First"].clicked_at is not None
    assert (rows["Second"].viewed_at, rows["Second"].archived_at) == (None, None)


def test_a_message_can_do_nothing_to_who_reads_it(hers: Client, grace: Account) -> None:
    evil = message(grace.contact_id or 0, subject=EVIL, html=f"{EVIL}<p onclick=x>Hi</p><img src=https://t.example/1>")
    Communication.objects.filter(pk=evil.pk).update(html=f"{EVIL}<p onclick=x>Hi</p><img src=https://t.example/1>")
    assert EVIL not in page(hers, "inbox") + page(hers, "message", evil.uuid)
    frame = hers.get(reverse("portal:message-page", args=[evil.uuid]))
    text = frame.content.decode()
    assert ("script" in text, "onclick" in text, "t.example" in text, "<p>Hi</p>" in text) == (
        False,
        False,
        False,
        True,
    )
    assert frame["Content-Security-Policy"].startswith("sandbox allow-popups; default-src 'none'")
    Communication.objects.filter(pk=evil.pk).update(link="javascript:alert(1)")
    assert hers.get(reverse("portal:message-link", args=[evil.uuid])).status_code == 404


def test_codes_are_no_messages_to_read(hers: Client, grace: Account) -> None:
    hers.post(reverse("portal:confirm-send"))
    assert len(deliver()) == 1
    assert Communication.objects.count() == 1
    assert "No messages yet" in page(hers, "inbox")


def test_documents_are_downloaded_and_mailed(hers: Client, hers_all: Things) -> None:
    order, case = hers_all.order.uuid, hers_all.case.uuid
    addresses = {
        "print-order": [order], "print-invoice": [order], "print-receipt": [order, hers_all.payment],
        "print-case": [case],
    }  # fmt: skip
    for name, args in addresses.items():
        response = hers.get(reverse(f"portal:{name}", args=args))
        assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
        assert response["Content-Disposition"].startswith("attachment")
    deliver()
    for _ in range(2):  # asked twice, kept once
        hers.post(reverse("portal:print-invoice", args=[order]))
    deliver()
    name, pdf, kind = mail.outbox[-1].attachments[0]  # type: ignore[misc]
    assert (str(name).startswith("Invoice "), bytes(pdf)[:5], kind) == (True, b"%PDF-", "application/pdf")
    assert page(hers, "files").count("Invoice ") == 1
    (sent,) = Communication.objects.filter(template="files.printout", contact=hers_all.contact)[:1]
    assert str(name) in page(hers, "message", sent.uuid)
