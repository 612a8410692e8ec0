"""``verify`` is silent about a sound directory and names the contact and the place of every harm done to it."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from contacts.directory import models
from contacts.directory import operations as door
from contacts.directory.proving import BATCH, prove
from contacts.directory.storing.assemble import assemble
from contacts.history.models import Change
from contacts.record.parsing import codec
from contacts.zones.models import Grant, Zone
from tests.contacts.directory.making import ACTOR, create, everything, lookups, update

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Any:
    lookups()
    bob = create(last_name="Bob")
    ada = create(**everything(), relations=[{"type": "EMPLOYER", "contact": bob.record.id, "since": "2020-01-01"}])
    update(ada, first_name="Augusta", tags=["x"], demographics={"passport": None})
    return door.archive(contact=ada.record.id, actor=ACTOR).record


def differences() -> list[str]:
    return [str(difference) for difference in prove()]


def test_everything_a_contact_can_hold_comes_back_from_its_rows(ada: Any) -> None:
    assert codec.to_body(assemble([ada.id])[ada.id]) == codec.to_body(ada)


def test_a_sound_directory_is_told_so(ada: Any) -> None:
    out = StringIO()
    call_command("verify", stdout=out)
    assert out.getvalue() == "2 contacts looked at: rows, snapshots, history, consents and search agree.\n"
    call_command("verify", sample=1, stdout=out)
    assert "1 contacts looked at" in out.getvalue()


def test_the_command_fails_with_a_list(ada: Any) -> None:
    models.ContactEmail.objects.update(email="other@example.org")
    out = StringIO()
    with pytest.raises(CommandError, match=r"2 contacts looked at, 2 differences\."):
        call_command("verify", stdout=out)
    emails = [email.id for email in ada.emails]
    assert out.getvalue().splitlines() == [
        f"  contact {ada.id}: emails.{id_}.email: differs between rows and snapshot" for id_ in emails
    ]


def swap_tokens() -> None:
    one, two = models.SealedNumber.objects.order_by("pk")[:2]
    models.SealedNumber.objects.filter(pk=one.pk).update(token=two.token)


HARMS: dict[str, tuple[Callable[[], Any], str]] = {
    "own column": (lambda: models.Contact.objects.update(last_name="Other"), "last_name"),
    "order of lists": (lambda: models.Contact.objects.update(sort_name="zzz"), "sort_name"),
    "part lost": (lambda: models.ContactPhone.objects.first().delete(), "phones."),  # type: ignore[union-attr]
    "part of a part": (lambda: models.ContactAddress.objects.update(floor=3), ".floor"),
    "relation": (lambda: models.ContactRelation.objects.update(type="FRIEND"), "relations."),
    "affiliation": (lambda: models.ContactAffiliation.objects.update(cost_centre=1), ".cost_centre"),
    "birth date": (lambda: models.Demographics.objects.update(birth_day=11), "demographics.birth_date"),
    "turnover": (lambda: models.CompanyProfile.objects.update(annual_turnover=1), "company_profile.annual_turnover"),
    "list order": (lambda: models.CompanySector.objects.update(position=-1 * F("position")), "company_profile.sectors"),
    "tag": (lambda: models.ContactTag.objects.update(name="y"), "tags"),
    "consent": (lambda: models.ConsentNow.objects.update(state="PENDING"), "consents.marketing."),
    "grant": (lambda: Grant.objects.update(expires_at=None), "zones."),
    "zone renamed alone": (lambda: Zone.objects.filter(name="Members").update(name="M"), "zones."),
    "custom text": (lambda: models.CustomValue.objects.filter(text="Red").delete(), "custom.facts."),
    "custom number": (lambda: models.CustomValue.objects.filter(number=12).update(number=13), "custom.more."),
    "custom of a part": (lambda: models.CustomValue.objects.exclude(part_id=None).delete(), ".custom"),
    "sealed number gone": (lambda: models.SealedNumber.objects.all().delete(), "demographics."),
    "tokens swapped": (swap_tokens, "demographics."),
    "blind index": (lambda: models.SealedNumber.objects.update(index="0"), "demographics.id_card"),
    "snapshot": (lambda: models.Snapshot.objects.all().delete(), "has no snapshot"),
    "snapshot's place": (lambda: models.Snapshot.objects.update(is_archived=False), "is_archived"),
    "snapshot's revision": (lambda: models.Snapshot.objects.update(revision=9), "revision"),
    "journal lost": (lambda: Change.objects.filter(revision=2).delete(), "history"),
    "journal altered": (lambda: Change.objects.filter(revision=3).update(changes="{}"), "is_archived"),
    "all journal lost": (lambda: Change.objects.all().delete(), "has no history"),
    "search text": (lambda: models.SearchText.objects.update(text="nobody"), "search text"),
    "search text gone": (lambda: models.SearchText.objects.all().delete(), "search text"),
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_harm_is_named(ada: Any, harm: str) -> None:
    assert differences() == []
    work, named = HARMS[harm]
    work()
    found = differences()
    assert any(line.startswith(f"contact {ada.id}: ") and named in line for line in found), found


def test_an_index_that_lost_a_text_is_named(ada: Any, on_postgresql: bool) -> None:
    if on_postgresql:
        pytest.skip("its index is kept by the database itself, with the text")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO contacts_search_fts(contacts_search_fts, rowid, text) "
            "SELECT 'delete', contact_id, text FROM contacts_searchtext LIMIT 1"
        )
    assert differences() == ["index: the full-text index does not agree with the search texts"]


@pytest.mark.parametrize("size", [1, 3, 100])
def test_statements_do_not_grow_with_contacts(size: int) -> None:
    lookups()
    assert size < BATCH
    for n in range(size):
        create(**everything() | {"code": f"A{n}"})
    with CaptureQueriesContext(connection) as asked:
        assert differences() == []
    assert len(asked) == (25 if connection.vendor == "sqlite" else 22)
