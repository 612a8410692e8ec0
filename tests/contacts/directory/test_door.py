"""The door: what goes in comes out, refused things leave no trace, statements do not grow with the batch."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.directory import operations as door
from contacts.directory import queries
from contacts.directory.commands import Archive, Create, NotFound, Refused, Saved, Stale, Update
from contacts.directory.models import Contact, ContactEmail, SealedNumber, Snapshot
from contacts.directory.reading import snapshots
from contacts.history.actor import Actor
from contacts.history.models import Change
from contacts.history.queries import body_at
from contacts.record.errors import Invalid
from contacts.record.parsing import codec
from contacts.record.parsing.parse import parse_patch
from contacts.tables import bulk

pytestmark = pytest.mark.django_db
ACTOR = Actor(kind="command", label="tests", door="command")
ADA: dict[str, Any] = {
    "first_name": "Ada",
    "last_name": "King",
    "emails": [{"email": "ada@example.org"}],
    "phones": [{"number": "99 123456", "country": "CY"}],
    "addresses": [{"town": "Nicosia", "country": "CYP"}],
    "demographics": {"id_card": {"number": "AB112234", "country": "CY"}},
    "consents": {"marketing": {"EMAIL": "ACCEPTED"}},
    "tags": ["vip"],
}


def create(**values: Any) -> Saved:
    return door.create(patch=parse_patch({**ADA, **values}), actor=ACTOR)


def update(saved: Saved, **values: Any) -> Saved:
    return door.update(contact=saved.record.id, patch=parse_patch(values), actor=ACTOR)


def test_a_new_contact_is_stored_whole() -> None:
    saved = create()
    body = codec.body_from_text(snapshots.text(saved.record.id) or "")
    assert body["display_name"] == "Ada King"
    assert body["phones"][0]["e164"] == "+35799123456"
    assert body["addresses"][0]["country"] == "CY"
    assert body["demographics"]["id_card"]["number"] == "•••234"
    assert (body["revision"], body["code"]) == (1, f"C{saved.record.id:06}")
    assert ContactEmail.objects.get(contact=saved.record.id).email == "ada@example.org"


def test_what_is_not_spoken_about_stays() -> None:
    saved = create()
    after = update(saved, first_name="Augusta").record
    assert after.first_name == "Augusta"
    assert after.revision == 2
    assert (after.emails, after.tags, after.consents) == (saved.record.emails, ["vip"], saved.record.consents)


def test_saying_what_is_already_so_changes_nothing() -> None:
    saved = create()
    for values in (
        {"first_name": "Ada"},
        {"demographics": {"id_card": {"number": "ab 112234"}}},
        codec.to_body(saved.record),
    ):
        outcome = update(saved, **values)
        assert (outcome.action, outcome.record.revision) == ("unchanged", 1)
    assert Change.objects.count() == 1


def test_a_refused_contact_leaves_no_trace() -> None:
    bad = {"phones": [{"number": "none"}], "category": "nowhere", "demographics": {"birth_date": {"year": 0}}}
    with pytest.raises(Invalid) as caught:
        create(**bad)
    assert {e.path for e in caught.value.errors} == {"phones[0].number", "category", "demographics.birth_date.year"}
    assert (Contact.objects.count(), Change.objects.count(), Snapshot.objects.count()) == (0, 0, 0)


def test_one_refusal_leaves_the_others_alone_unless_atomic() -> None:
    commands = [Create(parse_patch({"last_name": "Good"})), Create(parse_patch({"emails": [{"email": "bad"}]}))]
    first, second = door.apply(commands, actor=ACTOR)
    assert isinstance(first, Saved)
    assert isinstance(second, Refused)
    door.apply(commands, actor=ACTOR, atomic=True)
    assert Contact.objects.count() == 1


def test_a_stale_revision_is_refused() -> None:
    saved = create()
    update(saved, first_name="Augusta")
    with pytest.raises(Stale) as caught:
        door.update(contact=saved.record.id, patch=parse_patch({"last_name": "L"}), actor=ACTOR, revision=1)
    assert caught.value.current == 2
    with pytest.raises(NotFound):
        door.archive(contact=saved.record.id + 1000, actor=ACTOR)


def test_history_replays_to_the_snapshot_and_restores() -> None:
    saved = create()
    update(saved, first_name="Augusta", emails=[{"email": "b@example.org", "is_primary": True}], tags=[])
    update(saved, demographics={"id_card": {"number": "ZZ999999"}})
    last = door.archive(contact=saved.record.id, actor=ACTOR)
    assert body_at(saved.record.id, last.record.revision) == codec.to_body(last.record)
    field = door.restore(contact=saved.record.id, to=1, paths=["first_name"], actor=ACTOR).record
    assert (field.first_name, field.tags, field.is_archived) == ("Ada", [], True)
    whole = door.restore(contact=saved.record.id, to=1, actor=ACTOR).record
    assert (whole.emails, whole.tags) == (saved.record.emails, ["vip"])
    found = queries.count(where=None, archived=True, search="ada")
    assert found == 1
    assert SealedNumber.objects.get(contact=saved.record.id).token != ""


def test_a_database_dump_shows_no_number() -> None:
    create()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "AB112234" not in str(cursor.fetchall()), table


def test_a_relation_cannot_run_in_a_circle() -> None:
    first, second = create(), create()
    update(first, relations=[{"type": "EMPLOYER", "contact": second.record.id}])
    for saved, relation in (
        (first, {"type": "FRIEND", "contact": first.record.id}),
        (second, {"type": "EMPLOYER", "contact": first.record.id}),
        (second, {"type": "FRIEND", "contact": 10**12}),
    ):
        with pytest.raises(Invalid) as caught:
            update(saved, relations=[relation])
        assert caught.value.errors[0].path.startswith("relations[0].")


@pytest.mark.parametrize("size", [1, 3, 100])
def test_statements_do_not_grow_with_the_batch(size: int) -> None:
    with CaptureQueriesContext(
        connection,
    ) as made:
        saved = door.apply([Create(parse_patch(ADA))] * size, actor=ACTOR)
    ids = [outcome.record.id for outcome in saved if isinstance(outcome, Saved)]
    with CaptureQueriesContext(connection) as changed:
        door.apply([Update(id_, parse_patch({"first_name": "Bea", "tags": []})) for id_ in ids], actor=ACTOR)
    with CaptureQueriesContext(connection) as archived:
        door.apply([Archive(id_) for id_ in ids], actor=ACTOR)
    assert len(ids) == size
    found = len(made), len(changed), len(archived)  # one of each is the outbox's
    if connection.vendor != "postgresql":
        assert found == (17, 10, 8)
    elif size <= bulk.FEW:  # in one message
        assert found == (7, 7, 6)
    else:
        assert found == (17, 10, 9)  # there the search index tells who is archived


def test_setting_one_part_of_a_name_back_names_the_contact_anew() -> None:
    contact = door.create(patch=parse_patch(ADA), actor=ACTOR).record.id
    door.update(contact=contact, patch=parse_patch({"last_name": "Byron"}), actor=ACTOR)
    saved = door.restore(contact=contact, to=1, paths=["last_name"], actor=ACTOR)
    assert (saved.record.last_name, saved.record.display_name) == ("King", "Ada King")
    assert Contact.objects.get(pk=contact).display_name == "Ada King"
