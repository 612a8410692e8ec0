"""From the question to its one answer, and what time does to it."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from contacts.access.errors import Gone
from contacts.approvals import keeping, operations, queries
from contacts.approvals.models import ApprovalLink, ApprovalRequest, How, State
from contacts.approvals.operations import NotPending
from contacts.history import queries as history
from contacts.history.kinds import KINDS
from contacts.messages.models import Communication
from contacts.messages.models import State as Sent
from contacts.options import operations as deciding
from contacts.options import queries as decided
from contacts.record.errors import Invalid
from tests.contacts.access.people.making import at_once
from tests.contacts.approvals.conftest import HERSELF, STAFF, ask
from tests.contacts.portal.post import deliver, link
from tests.contacts.staff.people.conftest import make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def token() -> str:
    """The token of the one link in the one mail that waits."""
    return link().partition("token=")[2]


def told(contact: int) -> list[str]:
    """The timeline beside changes, oldest first, as sentences."""
    rows = reversed(list(history.happenings(contact)))
    return [
        f"{row.actor_label} {KINDS[row.kind].format(**row.about)}" for row in rows if row.kind.startswith("approval")
    ]


def test_a_request_is_asked_by_mail_and_answered_by_its_link(bob: int) -> None:
    row = ask(bob, text="Two chairs\r\nand a table")
    days = (row.expires_at - row.created_at) / DAY
    assert (row.state, row.title, row.text, days) == ("PENDING", "Order CO1234", "Two chairs\nand a table", 7)
    (text,) = deliver()
    (address,) = re.findall(r"https?://\S+", text)
    found = re.fullmatch(r".*/portal/approve/\?token=([A-Za-z0-9_-]{43})", address)
    assert found is not None
    assert found[1] not in str(list(ApprovalLink.objects.values())) + str(list(Communication.objects.values()))
    done = operations.decide_by_link(token=found[1], accept=True, comments=" Fine. ", actor=HERSELF)
    assert (done.state, done.decided_how, done.decided_by, done.comments, done.remind_at) == (
        "ACCEPTED", "LINK", "Customer", "Fine.", None,
    )  # fmt: skip
    (receipt,) = deliver()
    assert "Order CO1234: accepted" in receipt
    assert told(bob) == ["Ada asked for a decision on Order CO1234", "Customer accepted Order CO1234"]


def test_a_link_answers_once_and_only_its_own_request(bob: int) -> None:
    first = ask(bob)
    key = token()
    second = ask(bob, "Another")
    for wrong in ({"token": "x"}, {"token": "A" * 43}, {"token": ""}, {"token": key, "request": second.pk}):
        with pytest.raises(Gone):
            operations.decide_by_link(accept=True, actor=HERSELF, **wrong)  # type: ignore[arg-type]
    operations.decide_by_link(token=key, request=first.pk, accept=False, actor=HERSELF)
    with pytest.raises(Gone):
        operations.decide_by_link(token=key, accept=True, actor=HERSELF)
    assert [row.state for row in ApprovalRequest.objects.order_by("pk")] == ["REJECTED", "PENDING"]


def test_who_is_signed_in_answers_own_requests_only(bob: int) -> None:
    row, eve = ask(bob), make(first_name="Eve")
    with pytest.raises(ApprovalRequest.DoesNotExist):
        operations.decide(request=row.pk, contact=eve, accept=True, how=How.PORTAL, actor=HERSELF)
    with pytest.raises(Invalid):
        operations.decide(request=row.pk, contact=bob, accept=True, how=How.API, actor=HERSELF, comments="x" * 2001)
    done = operations.decide(request=row.pk, contact=bob, accept=False, how=How.PORTAL, actor=HERSELF)
    assert (done.state, done.decided_how) == ("REJECTED", "PORTAL")
    with pytest.raises(NotPending):
        operations.decide(request=row.pk, contact=bob, accept=True, how=How.PORTAL, actor=HERSELF)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_answers_at_once_one_counts(bob: int) -> None:
    """Off: drop the condition of the UPDATE in ``operations._close``."""
    row = ask(bob)
    seen = at_once([
        lambda n=n: operations.decide(  # type: ignore[misc]
            request=row.pk, contact=bob, accept=n % 2 == 0, how=How.PORTAL, actor=HERSELF
        ).state
        for n in range(20)
    ])  # fmt: skip
    row.refresh_from_db()
    assert seen.count(NotPending) == 19
    assert [one for one in seen if one is not NotPending] == [row.state]
    assert len(told(bob)) == 2


def test_withdrawing_holds_the_mail_back_and_ends_the_link(bob: int) -> None:
    first = ask(bob)
    key = token()
    later = ask(bob, "Later", scheduled=timezone.now() + DAY)
    operations.withdraw(request=first.pk, actor=STAFF)
    operations.withdraw(request=later.pk, actor=STAFF)
    with pytest.raises(Gone):
        operations.decide_by_link(token=key, accept=True, actor=HERSELF)
    with pytest.raises(NotPending):
        operations.withdraw(request=first.pk, actor=STAFF)
    states = list(Communication.objects.order_by("pk").values_list("state", flat=True))
    assert states == [Sent.COMPLETED, Sent.REJECTED]
    assert told(bob)[-1] == "Ada withdrew the request to decide on Later"


def test_reminders_go_after_three_days_and_one_day_before_the_end_each_once(bob: int) -> None:
    """Off: let ``keeping._remind`` leave ``remind_at`` as it is (it never ends), or drop it from the condition."""
    row = ask(bob)
    begun = row.created_at
    sent = [keeping.remind_due(now=begun + days * DAY) for days in (2.9, 3.1, 3.2, 5.9, 6.1, 6.2)]
    assert sent == [0, 1, 0, 0, 1, 0]
    texts = [one.content for one in Communication.objects.filter(template="approvals.reminder").order_by("pk")]
    assert [re.findall(r"There are (\d) days left", text) for text in texts] == [["4"], ["1"]]
    assert ApprovalLink.objects.count() == 3
    assert told(bob)[1:] == ["System reminded the contact to decide on Order CO1234"] * 2


def test_every_link_of_a_request_works_until_it_is_answered(bob: int) -> None:
    ask(bob)
    first = token()
    ApprovalRequest.objects.update(scheduled_at=timezone.now() - DAY)
    operations.remind(request=ApprovalRequest.objects.get().pk, actor=STAFF)
    second = token()
    with pytest.raises(Invalid, match="within the last hour"):
        operations.remind(request=ApprovalRequest.objects.get().pk, actor=STAFF)
    operations.decide_by_link(token=first, accept=True, actor=HERSELF)
    with pytest.raises(Gone):
        operations.decide_by_link(token=second, accept=True, actor=HERSELF)


def test_a_request_is_over_at_its_end_and_said_so_once(bob: int) -> None:
    row = ask(bob)
    key = token()
    over = row.expires_at
    assert queries.by_token(key, now=over - DAY / 1440) == row
    assert (queries.by_token(key, now=over), row.state_at(over)) == (None, State.EXPIRED)
    with pytest.raises(NotPending):
        operations.decide(request=row.pk, contact=bob, accept=True, how=How.PORTAL, actor=HERSELF, now=over)
    states = [list(queries.of_contact(bob, states=[one], now=over)) for one in ("PENDING", "EXPIRED")]
    assert states == [[], [row]]
    assert [keeping.expire_due(now=over), keeping.expire_due(now=over), keeping.remind_due(now=over)] == [1, 0, 0]
    assert told(bob)[-1] == "System closed the request to decide on Order CO1234: its time was over"
    assert list(queries.of_contact(bob, states=["EXPIRED"])) == [ApprovalRequest.objects.get()]


def test_short_requests_get_no_reminder_that_would_come_too_soon_and_options_decide(bob: int) -> None:
    now = timezone.now()
    assert ask(bob, expires=now + DAY / 2).remind_at is None
    deciding.change(values={"approvals.days": 2, "approvals.remind_after": 0}, actor=STAFF)
    decided.forget()
    row = ask(bob)
    assert (row.expires_at - row.scheduled_at, row.expires_at - (row.remind_at or now)) == (2 * DAY, DAY)


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"title": "", "entity_type": ""}, "title"), ({"title": "x" * 201}, "title"), ({"text": "a\x00b"}, "text"),
        ({"reference": "a\nb\x07"}, "entity.reference"),
        ({"expires": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "expires_at"),
        ({"expires": timezone.now() + 400 * DAY}, "expires_at"),
        ({"scheduled": timezone.now() + 400 * DAY}, "scheduled_at"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_place(bob: int, said: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as refused:
        ask(bob, **said)
    assert ([error.path for error in refused.value.errors], ApprovalRequest.objects.count()) == ([path], 0)


def test_a_request_is_named_after_what_it_is_about() -> None:
    bob = make(first_name="Bob")
    names = [ask(bob, "", entity_type=type_).title for type_ in ("ORDERS", "ORDER", "REWARD_OFFERS", "SITE_VISIT")]
    assert names == ["Order CO1234", "Order CO1234", "Reward offer CO1234", "Site visit CO1234"]
    assert (mail.outbox, Communication.objects.count()) == ([], 0)  # nothing reaches Bob; it waits in the portal


def test_lists_are_ordered_and_narrowed(bob: int) -> None:
    b, a = ask(bob, "B", entity_type="ORDER"), ask(bob, "A", entity_type="SERVICE_REQUESTS")
    c = ask(bob, "C", scheduled=timezone.now() + DAY)
    operations.withdraw(request=b.pk, actor=STAFF)

    def found(**asked: Any) -> str:
        return "".join(row.title for row in queries.of_contact(bob, **asked))

    assert [found(order=key, descending=False) for key in queries.ORDERS] == ["BAC", "ACB", "ABC", "BAC"]
    assert [found(), found(states=["PENDING"]), found(entity_types=["ORDERS"])] == ["CAB", "CA", "CB"]
    assert [row.title for row in queries.waiting(bob)] == ["A"]
    assert [queries.find(str(c.pk)), queries.find(c.uuid.hex), queries.find("nobody")] == [c, c, None]
    assert a in queries.everyones(search="stone")
