"""Two installations of ours, connected through five dialects at once and both edited at random: they come to agree.

One has a worker that fetches and sends, the other a web process, and a worker for its mails; each has a database of its
own. CRM_SYNC_ROUNDS and CRM_SYNC_SEED choose how long and in which order.

Through the self-service of CRM.COM people go there from here, and confirm their address by the link that they are
mailed. From then on they are kept alike in both directions. Whoever is only there never comes here, since nothing lists
them, and that API has no place for phones: in their stead middle names are edited.
"""

import os
import random
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from contacts.directory import operations as door
from contacts.directory.models import Contact
from contacts.lookups.models import Organisation
from contacts.record.parsing.parse import parse_patch
from integrations.connections import operations as connections
from integrations.connections.models import ExternalId
from integrations.connections.queries import secret_of
from integrations.dialects.registry import BY_NAME, CONNECTORS
from integrations.outbox.models import Delivery
from integrations.sync import operations as sync
from integrations.sync.judging.context import PageContext, connector_of
from integrations.sync.models import OPEN, Run
from integrations.wire.outbound.connector import Handle
from tests import processes
from tests.integrations.connectors.lines import allow
from tests.integrations.sync.installations.other import Other, started
from tests.integrations.sync.installations.preparing import DIALECTS
from tests.integrations.sync.making import STAFF, body

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS, SEED = int(os.environ.get("CRM_SYNC_ROUNDS", "1")), int(os.environ.get("CRM_SYNC_SEED", "1"))
PEOPLE = 2  # on each side, for each dialect
OWNERS = {"": "ours", "phones": "theirs", "middle_name": "theirs"}
CONFIRMED = "crmcom_selfservice"


@pytest.fixture
def other(tmp_path: Path) -> Generator[Other]:
    folder = tmp_path / "other"
    folder.mkdir()
    with started(folder) as there:
        yield there


def person(name: str, organisation: int) -> dict[str, Any]:
    return {
        "first_name": "Ada", "last_name": name, "emails": [{"email": f"{name}@example.org".lower()}],
        "phones": [{"type": "MOBILE", "number": "99 100000"}], "affiliations": [{"organisation": organisation}],
    }  # fmt: skip


def edit(contact: dict[str, Any], dialect: str, chance: random.Random) -> dict[str, Any]:
    """A change of one or two values that the dialect speaks of."""
    mark = chance.randrange(10**6)
    edits: dict[str, Any] = {
        "first_name": f"Ada{mark}",
        "emails": [{"id": contact["emails"][0]["id"], "email": f"mail{mark}@example.org"}],
    }
    if dialect == CONFIRMED:
        edits["middle_name"] = f"Byron{mark}"
    else:
        edits["phones"] = [{"id": contact["phones"][0]["id"], "number": f"99 {mark:06}"}]
    return {name: edits[name] for name in chance.sample(sorted(edits), chance.choice((1, 2)))}


class Side:
    """What one connection brings and takes: people whose last names begin with the name of its dialect."""

    def __init__(self, dialect: str, other: Other) -> None:
        self.dialect, self.other = dialect, other
        self.theirs = int(other.proofs["organisations"][dialect])
        self.ours = Organisation.objects.create(name=dialect).pk
        self.here = connections.connect(
            dialect=dialect, needs=CONNECTORS[dialect].needs, account=other.proofs[dialect], actor=STAFF, name=dialect,
            address=other.address, direction="both", ownership=OWNERS,
            where={"field": "last_name", "op": "startswith", "value": dialect},
        )  # fmt: skip
        connections.refer(connection=self.here.pk, kind="organisation", pairs=[(self.ours, str(self.theirs))])
        self.names = [f"{dialect}Here{n}" for n in range(PEOPLE)]
        for name in self.names:
            door.create(patch=parse_patch(person(name, self.ours)), actor=STAFF)
        if CONNECTORS[dialect].lists:
            self.names += [f"{dialect}There{n}" for n in range(PEOPLE)]
            for name in self.names[PEOPLE:]:
                other.add(person(name, self.theirs))

    def mine(self) -> dict[str, dict[str, Any]]:
        bodies = [
            body(pk) for pk in Contact.objects.filter(last_name__startswith=self.dialect).values_list("pk", flat=True)
        ]
        assert len({one["last_name"] for one in bodies}) == len(bodies), "somebody is here twice"
        return {one["last_name"]: one for one in bodies}

    def edit(self, chance: random.Random) -> None:
        """People of both sides change half of the contacts each, some of them the same."""
        mine, theirs = self.mine(), self.other.people(self.dialect)
        for name in chance.sample(sorted(mine), len(mine) // 2):
            patch = parse_patch(edit(mine[name], self.dialect, chance))
            door.update(contact=mine[name]["id"], patch=patch, actor=STAFF)
        for name in chance.sample(sorted(theirs), len(theirs) // 2):
            self.other.change(theirs[name], edit(theirs[name], self.dialect, chance))

    def differing(self) -> dict[str, Any]:
        """What they show of each contact that is not as here."""
        dialect, found = BY_NAME[self.dialect], {}
        connector = connector_of(self.here, dialect)
        context = PageContext(Run(connection=self.here), self.here, connector, dialect)
        for row in ExternalId.objects.filter(connection=self.here):
            mine, theirs = body(row.contact_id), connector.fetch(Handle(str(row.theirs), secret_of(row)))
            assert theirs is not None
            context.load([mine])
            if fields := context.read(theirs, mine).said.fields:
                found[mine["last_name"]] = {name: one.first.shown for name, one in fields.items()}
        return found


class Both:
    """All connections at work in one worker."""

    def __init__(self, sides: list[Side], log: Path) -> None:
        self.sides, self.log = sides, log

    def exchange(self) -> list[Run]:
        """Send what there is to send, fetch, and send what comes of that."""
        self.sent()
        runs = [sync.start_run(connection=side.here.pk, actor=STAFF) for side in self.sides]
        asked = Run.objects.filter(pk__in=[run.pk for run in runs])
        self.until(lambda: not asked.filter(state__in=OPEN).exists(), "the runs")
        self.sent()
        assert {(run.state, run.last_error) for run in asked} == {("done", "")}
        return list(asked)

    def sent(self) -> None:
        self.until(lambda: not Delivery.objects.filter(state__in=("waiting", "sending")).exists(), "deliveries")
        dead = Delivery.objects.filter(state="dead").values_list("connection__name", "contact", "last_error")
        assert not dead.exists(), list(dead)

    def until(self, true: Callable[[], bool], what: str) -> None:
        processes.until(true, what=what, log=self.log, seconds=240)


def test_both_come_to_agree(other: Other, tmp_path: Path) -> None:
    allow(other.address)
    chance = random.Random(SEED)
    sides = [Side(dialect, other) for dialect in DIALECTS]
    with processes.worker(tmp_path / "worker.log"):
        both = Both(sides, tmp_path / "worker.log")
        both.exchange()
        other.confirm([one["emails"][0]["email"] for one in sides[-1].mine().values()])
        for _ in range(ROUNDS):
            for side in sides:
                side.edit(chance)
            both.exchange()
        rest = both.exchange()
    for side in sides:
        assert (side.dialect, side.differing()) == (side.dialect, {})
        assert sorted(side.mine()) == sorted(other.people(side.dialect)) == side.names
    assert {(run.updated, run.created, run.conflicts, run.refused) for run in rest} == {(0, 0, 0, 0)}
