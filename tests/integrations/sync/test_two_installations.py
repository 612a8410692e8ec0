"""Two installations of ours, connected through each dialect and both edited at random: they come to agree.

One has a worker that fetches and sends, the other a web process; each has a database of its own. What one side alone
changed is on both sides at the end, and so is one value of what both changed. CRM_SYNC_ROUNDS and CRM_SYNC_SEED choose
how long and in which order.
"""

import os
import random
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from contacts.directory import operations as door
from contacts.directory.models import Contact
from contacts.record.parse import parse_patch
from integrations.connections import operations as connections
from integrations.connections.models import Connection, ExternalId
from integrations.connections.queries import secret_of
from integrations.dialects.registry import BY_NAME, CONNECTORS
from integrations.outbox.models import Delivery
from integrations.sync import operations as sync
from integrations.sync.judging.bench import Bench, connector_of
from integrations.sync.models import OPEN, Run
from integrations.wire.outbound.connector import Handle
from tests import processes
from tests.integrations.connectors.lines import allow
from tests.integrations.sync.installations.other import Other, prepared, started
from tests.integrations.sync.making import STAFF, body

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS, SEED = int(os.environ.get("CRM_SYNC_ROUNDS", "2")), int(os.environ.get("CRM_SYNC_SEED", "1"))
PEOPLE = 4  # on each side
LISTING = sorted(name for name, connector in CONNECTORS.items() if connector.lists)
OTHERS = ["crmcom_classic", "crmcom_selfservice"]  # know only what they were sent


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("other") / "template"
    folder.mkdir()
    return folder, prepared(folder)


@pytest.fixture
def other(template: tuple[Path, dict[str, dict[str, str]]], tmp_path: Path) -> Generator[Other]:
    with started(template[0], tmp_path / "other", template[1]) as there:
        yield there


def person(name: str) -> dict[str, Any]:
    return {
        "first_name": "Ada", "last_name": name, "emails": [{"email": f"{name}@example.org"}],
        "phones": [{"type": "MOBILE", "number": "99 100000"}], "affiliations": [{"organisation": 1}],
    }  # fmt: skip


def edit(contact: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A change of one or two values that every dialect speaks of."""
    mark = chance.randrange(10**6)
    edits: dict[str, Any] = {
        "first_name": f"Ada{mark}",
        "emails": [{"id": contact["emails"][0]["id"], "email": f"mail{mark}@example.org"}],
        "phones": [{"id": contact["phones"][0]["id"], "number": f"99 {mark:06}"}],
    }
    return {name: edits[name] for name in chance.sample(sorted(edits), chance.choice((1, 2)))}


class Both:
    """Both installations at work."""

    def __init__(self, here: Connection, other: Other, log: Path) -> None:
        self.here, self.other, self.log = here, other, log
        self.chance = random.Random(SEED)

    def exchange(self) -> Run:
        """Send what there is to send, fetch, and send what comes of that."""
        self.sent()
        run = sync.start_run(connection=self.here.pk, actor=STAFF)
        self.until(lambda: not Run.objects.filter(pk=run.pk, state__in=OPEN).exists(), "the run")
        self.sent()
        run.refresh_from_db()
        assert run.state == "done", (run.state, run.last_error)
        return run

    def sent(self) -> None:
        self.until(lambda: not Delivery.objects.filter(state__in=("waiting", "sending")).exists(), "deliveries")
        dead = Delivery.objects.filter(state="dead").values_list("contact", "last_error")
        assert not dead.exists(), list(dead)

    def until(self, true: Any, what: str) -> None:
        processes.until(true, what=what, log=self.log, seconds=120)

    def edit(self) -> None:
        """People of both sides change half of the contacts each, some of them the same."""
        mine = {body(row.pk)["last_name"]: row.pk for row in Contact.objects.all()}
        for name in self.chance.sample(sorted(mine), len(mine) // 2):
            patch = parse_patch(edit(body(mine[name]), self.chance))
            door.update(contact=mine[name], patch=patch, actor=STAFF)
        theirs = self.other.people()
        for name in self.chance.sample(sorted(theirs), len(theirs) // 2):
            self.other.change(theirs[name], edit(theirs[name], self.chance))

    def differing(self) -> dict[str, Any]:
        """What they show of each contact that is not as here."""
        dialect = BY_NAME[self.here.dialect]
        connector = connector_of(self.here, dialect)
        bench = Bench(Run(connection=self.here), self.here, connector, dialect)
        found = {}
        for row in ExternalId.objects.filter(connection=self.here):
            mine, theirs = body(row.contact_id), connector.fetch(Handle(str(row.theirs), secret_of(row)))
            assert theirs is not None
            bench.load([mine])
            if fields := bench.read(theirs, mine).said.fields:
                found[mine["last_name"]] = {name: one.first.shown for name, one in fields.items()}
        return found


@pytest.mark.parametrize("dialect", [*LISTING, *OTHERS])
def test_both_come_to_agree(dialect: str, other: Other, tmp_path: Path) -> None:
    allow(other.address)
    here = connections.connect(
        dialect=dialect, needs=CONNECTORS[dialect].needs, account=other.proofs[dialect], actor=STAFF, name="Other",
        address=other.address, direction="both", ownership={"": "ours", "phones": "theirs"},
    )  # fmt: skip
    connections.refer(connection=here.pk, kind="organisation", pairs=[(1, "1")])
    for n in range(PEOPLE):
        door.create(patch=parse_patch(person(f"Here{n}")), actor=STAFF)
        if dialect in LISTING:
            other.add(person(f"There{n}"))
    with processes.worker(tmp_path / "worker.log"):
        both = Both(here, other, tmp_path / "worker.log")
        both.exchange()
        for _ in range(ROUNDS):
            both.edit()
            both.exchange()
        rest = both.exchange()
    names = [f"{side}{n}" for side in (("Here", "There") if dialect in LISTING else ("Here",)) for n in range(PEOPLE)]
    assert both.differing() == {}
    assert sorted(body(row.pk)["last_name"] for row in Contact.objects.all()) == sorted(other.people()) == names
    assert (rest.updated, rest.created, rest.conflicts, rest.refused) == (0, 0, 0, 0)
