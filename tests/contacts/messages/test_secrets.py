"""Codes and tokens stand in clear in what leaves and nowhere else."""

import json
import logging

import pytest
from django.utils import timezone

from contacts.background.errors import Retry
from contacts.background.leasing import lease_due
from contacts.history.actor import Actor
from contacts.messages import keeping, operations
from contacts.messages.delivery.sending import deliver
from contacts.messages.models import Communication
from contacts.messages.writing import sealing
from contacts.record.errors import Invalid
from contacts.vault.seal import SealBroken
from tests.contacts.messages.conftest import STAFF
from tests.contacts.messages.post_office import PostOffice
from tests.contacts.vault.test_no_leaks import stored

pytestmark = pytest.mark.django_db
CODE, TOKEN = "739105", "https://crm.example.org/portal/answer?token=CANARY-TOKEN-1"
SYSTEM = Actor(kind="system", label="System")


def code(contact: int, channel: str = "EMAIL") -> Communication:
    return operations.send(
        contact=contact, channel=channel, template="access.code", values={"minutes": "5"}, secrets={"code": CODE},
        urgent=True, actor=SYSTEM,
    )  # fmt: skip


def link(contact: int) -> Communication:
    values, secrets = {"what": "Order 1", "days": "7"}, {"link": TOKEN}
    return operations.send(
        contact=contact, channel="EMAIL", template="approvals.asked", values=values, secrets=secrets, actor=SYSTEM
    )


def test_the_recipient_reads_the_code_and_no_table_holds_it(
    bob: int, smtp: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="crm")
    rows = [code(bob), link(bob)]
    assert CODE not in stored()
    assert "CANARY" not in stored()
    assert "••••••" in rows[0].content
    sent = [str(handout) for handout in lease_due(now=timezone.now(), worker="test")]  # all that travels to a worker
    smtp.answers = ["451 not now"]
    with pytest.raises(Retry) as again:
        deliver(rows[0].pk)
    for row in rows:
        deliver(row.pk)
    bodies = [taken.get_content() for taken in smtp.taken]
    assert CODE in bodies[0].splitlines()
    assert TOKEN in bodies[1].splitlines()
    everything = (
        stored() + str(sent) + str(again.value) + json.dumps([vars(log) for log in caplog.records], default=str)
    )
    assert [secret for secret in (CODE, "CANARY") if secret in everything] == []


def test_a_code_is_wiped_once_it_has_left(bob: int, smtp: PostOffice) -> None:
    row = code(bob)
    assert row.sealed
    deliver(row.pk)
    row.refresh_from_db()
    assert (row.sealed, row.state) == ("", "COMPLETED")
    assert "••••••" in sealing.whole(row).content


def test_a_code_that_was_refused_is_wiped_and_cannot_be_sent_again(bob: int, smtp: PostOffice) -> None:
    smtp.refuse = {"bob@example.org": "550 no"}
    row = code(bob)
    deliver(row.pk)
    row.refresh_from_db()
    assert (row.sealed, row.state) == ("", "REJECTED")
    with pytest.raises(Invalid, match="a new one has to be asked for"):
        operations.retry(communication=row.pk, actor=STAFF)


def test_without_a_server_staff_can_read_the_code_for_a_day(bob: int) -> None:
    rows = [code(bob), code(bob, "SMS")]
    for row in rows:
        deliver(row.pk)
        row.refresh_from_db()
        assert (row.state, CODE in sealing.whole(row).content.splitlines()) == ("COMPLETED", True)
    Communication.objects.filter(pk=rows[0].pk).update(closed_at=timezone.now() - keeping.KEPT_SEALED * 2)
    assert keeping.tidy() == 1
    assert list(Communication.objects.exclude(sealed="")) == [rows[1]]


def test_a_seal_opens_at_its_own_message_only(bob: int) -> None:
    first, second = code(bob), code(bob)
    second.sealed = first.sealed
    with pytest.raises(SealBroken):
        sealing.whole(second)


def test_codes_are_urgent_and_the_seal_is_what_keeps_them(bob: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the text in the column as it is, the same search finds the code."""
    assert code(bob).is_urgent
    monkeypatch.setattr(sealing, "sealed", lambda row, whole: whole.content)
    code(bob)
    assert CODE in stored()


def test_free_text_may_hold_secrets_too(bob: int, smtp: PostOffice) -> None:
    row = operations.send(
        contact=bob, channel="EMAIL", subject="PIN", content="It is {pin} for {braces}", html="<p>{pin}</p>",
        secrets={"pin": "<9&1>"}, actor=SYSTEM,
    )  # fmt: skip
    assert (row.content, row.html) == ("It is •••••• for {braces}", "<p>••••••</p>")
    deliver(row.pk)
    plain, hyper = (part.get_content().strip() for part in smtp.taken[0].iter_parts())  # type: ignore[attr-defined]
    assert (plain, hyper) == ("It is <9&1> for {braces}", "<p>&lt;9&amp;1&gt;</p>")
