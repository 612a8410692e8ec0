"""A sealed number stands nowhere in clear: in no table, no log, no export, no search, and no history."""

import io
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from contacts.directory import operations as door
from contacts.directory import queries
from contacts.directory.finding.filtering import parse_filter
from contacts.directory.models import Contact
from contacts.directory.reading import snapshots
from contacts.history.actor import Actor
from contacts.imports import operations, running
from contacts.imports.writing import write
from contacts.record.errors import Invalid
from contacts.record.parsing import codec
from contacts.record.parsing.parse import parse_patch
from tests.contacts.directory.making import ACTOR, create, update

pytestmark = pytest.mark.django_db
FIRST = {"id_card": {"number": "CANARY-111-A"}, "passport": {"number": "CANARY-222-B"},
         "social_security_number": "CANARY-333-C", "statutory_number": "CANARY-444-D"}  # fmt: skip
LATER = {"id_card": {"number": "CANARY-555-E"}, "social_security_number": "CANARY-666-F"}
SPELLINGS = ("CANARY", "canary", "111A", "111a", "222B", "333C", "444d", "555E", "555e", "666f", "777g")


def leaks(text: str) -> list[str]:
    return [spelling for spelling in SPELLINGS if spelling in text]


def stored() -> str:
    """Every value of every row of every table, as text."""
    rows = (row for model in apps.get_models() for row in model._default_manager.values_list())
    return "\n".join(str(value) for row in rows for value in row if isinstance(value, (str, bytes, dict, list)))


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    }
    return tmp_path


def test_a_sealed_number_leaks_nowhere(media: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ada = create(last_name="King", demographics=FIRST)
    update(ada, demographics=LATER)
    door.restore(contact=ada.record.id, to=1, actor=ACTOR)
    door.restore(contact=ada.record.id, to=2, paths=["demographics.id_card"], actor=ACTOR)
    update(ada, demographics={"passport": None})
    with pytest.raises(Invalid) as refused:
        update(ada, demographics={"id_card": {"number": "CANARY-777-G" * 20}}, category="none")
    assert leaks(stored()) == []
    assert leaks(json.dumps([vars(record) for record in caplog.records], default=str)) == []
    assert leaks(str(refused.value)) == []
    assert leaks(snapshots.text(ada.record.id) or "") == []
    for format_ in ("csv", "xlsx", "vcard3", "vcard4", "json", "jsonl"):
        bodies = [codec.body_from_text(text) for text in snapshots.stream(Contact.objects.all())]
        assert leaks(b"".join(write(bodies, format_)).decode("utf-8", "replace")) == []
    out = io.StringIO()
    call_command("verify", stdout=out)
    assert leaks(out.getvalue()) == []


def test_a_number_is_found_whole_and_by_filter_only() -> None:
    ada = create(last_name="King", demographics=FIRST).record
    for query in ("CANARY", "canary-111-a", "111", "CANARY-111-A"):
        assert queries.count(search=query) == 0

    def count(value: str) -> int:
        return queries.count(where=parse_filter(json.dumps({"field": "demographics.id_card.number", "value": value})))

    assert (count("canary 111 a"), count("CANARY-111"), count("CANARY-222-B")) == (1, 0, 0)
    assert "CANARY" not in str(queries.found(search="x").query)
    assert ada.demographics.id_card is not None


@pytest.mark.parametrize("dry_run", [True, False])
def test_an_import_keeps_no_number_outside_of_its_file(media: Path, dry_run: bool) -> None:
    create(last_name="King", emails=[{"email": "ada@example.org"}], demographics=FIRST)
    file = io.BytesIO(b"Email,Id number,Category\nada@example.org,CANARY-555-E,\nbob@example.org,CANARY-666-F,none\n")
    actor = Actor(kind="command", label="tests", door="import")
    source = operations.receive(file=file, name="people.csv", actor=actor)
    mapping = {"Email": "emails.PERSONAL.email", "Id number": "demographics.id_card.number", "Category": "category"}
    operations.begin(source=source, match=["email"], mapping=mapping, dry_run=dry_run, in_background=False)
    done = running.run(source.pk)
    assert (done.updated, done.refused) == (1, 1)
    assert leaks(stored()) == []


def test_the_seal_is_what_keeps_them() -> None:
    """With the number in a field that is not sealed, the same search for leaks finds it."""
    create(last_name="King", membership_number="CANARY-111-A")
    assert leaks(stored()) == ["CANARY", "canary"]
    assert parse_patch({"membership_number": "CANARY-111-A"}).membership_number == "CANARY-111-A"
