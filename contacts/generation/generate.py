"""Realistic contacts from a seed: the same seed gives the same people, however often a run is interrupted."""

import datetime as dt
import random
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from contacts.directory import operations as door
from contacts.directory.commands import Create
from contacts.directory.models import Contact
from contacts.generation.words import (
    CATEGORIES,
    COMPANY_ENDINGS,
    GROUPS,
    JOBS,
    LANDS,
    ORGANISATIONS,
    STATUSES,
    TAGS,
    ZONES,
    Land,
)
from contacts.history.actor import Actor
from contacts.lookups.models import Category, CustomField, CustomFieldGroup, Organisation, OwnerGroup
from contacts.record.parsing.parse import parse_patch
from contacts.tables import bulk
from contacts.tables.lanes import Turn, in_order
from contacts.tables.statistics import refresh_new
from contacts.zones.models import Zone

BATCH = 1000
WEEKS = 156  # over which contacts came to be
COMPANIES = 0.12
ACTOR = Actor(kind="command", label="generate", door="command", door_detail="generate", request="")


def generate(*, contacts: int, seed: int, batch: int = BATCH) -> Iterator[int]:
    """Write ``contacts`` made-up contacts, yielding how many are there after each batch; goes on where it stopped.

    Same contacts, in the same order and with the same ids in a new database, for the same ``seed`` and ``batch``.
    """
    _write_look_ups()
    end = timezone.now().replace(minute=0, second=0, microsecond=0)
    start, weeks = end - dt.timedelta(weeks=WEEKS), _weeks(seed)
    batches = (range(first, min(first + batch, contacts)) for first in range(0, contacts, batch))

    def write(numbers: range, turn: Turn) -> int:
        place = numbers.start + batch * random.Random(f"when/{seed}/{numbers.start}").random()  # noqa: S311
        week = _week(weeks, min(place / max(contacts, batch), 1.0))
        _write(numbers, seed=seed, now=start + dt.timedelta(weeks=week), turn=turn)
        return numbers.stop

    for number, done in enumerate(in_order(batches, write)):
        if number == 0:
            refresh_new()
        yield done


def _weeks(seed: int) -> list[float]:
    """Which share of all contacts was there at the end of each week: more came lately, and no week is like another."""
    dice = random.Random(f"weeks/{seed}")  # noqa: S311
    came = list(accumulate((1 + 2 * week / WEEKS) * dice.uniform(0.5, 1.5) for week in range(WEEKS)))
    return [so_far / came[-1] for so_far in came]


def _week(weeks: list[float], share: float) -> float:
    """When a ``share`` of all contacts was there, in weeks since the first."""
    week = bisect_left(weeks, share)
    before = weeks[week - 1] if week else 0.0
    return week + (share - before) / (weeks[week] - before)


def _write(numbers: range, *, seed: int, now: dt.datetime, turn: Turn) -> None:
    """Those of ``numbers`` that are not there yet, in one transaction."""
    uuids = {number: _uuid(seed, number) for number in numbers}
    there = bulk.existing(Contact, "uuid", list(uuids.values()))
    commands = [
        Create(parse_patch(contact(seed, number)), str(uuid)) for number, uuid in uuids.items() if uuid not in there
    ]
    with ExitStack() as last, transaction.atomic():
        door.apply(commands, actor=ACTOR, atomic=True, now=now, turn=turn.planning)
        last.enter_context(turn.committing)


def _uuid(seed: int, number: int) -> UUID:
    return UUID(int=random.Random(f"uuid/{seed}/{number}").getrandbits(128), version=4)  # noqa: S311 - not a secret


def _write_look_ups() -> None:
    for model, names in ((Category, CATEGORIES), (OwnerGroup, GROUPS), (Organisation, ORGANISATIONS), (Zone, ZONES)):
        for name in names:
            model._default_manager.get_or_create(name=name)
    group, _ = CustomFieldGroup.objects.get_or_create(alias="club", defaults={"name": "Club"})
    fields: tuple[tuple[str, str, str, list[str], bool], ...] = (
        ("level", "Level", "choice", ["Bronze", "Silver", "Gold"], True),
        ("score", "Score", "integer", [], False),
        ("joined", "Joined", "date", [], True),
    )
    for alias, label, type_, choices, shown in fields:
        defined = {"label": label, "type": type_, "choices": choices, "is_customer_visible": shown}
        CustomField.objects.get_or_create(alias=alias, defaults={"group": group, **defined})


def contact(seed: int, number: int) -> dict[str, Any]:
    """The neutral contact of one number, in the shape that the native API takes."""
    dice = random.Random(f"{seed}/{number}")  # noqa: S311 - made-up people need no secrets
    land = dice.choice(LANDS)
    made = _company(dice, land) if dice.random() < COMPANIES else _person(dice, land)
    slug = _slug(made.get("company_name") if made["kind"] == "company" else f"{made['first_name']}.{made['last_name']}")
    made |= {
        "external_id": f"G{seed}-{number}",
        "language": land.language,
        "locale": land.locale,
        "status": dice.choice(STATUSES),
        "life_cycle_state": dice.choice(("MARKETING", "MARKETING", "FINANCIAL")),
        "is_active": dice.random() < 0.95,
        "category": dice.choice(CATEGORIES),
        "owner_group": dice.choice(GROUPS),
        "tags": dice.sample(TAGS, dice.choice((0, 0, 1, 2))),
        "emails": [{"type": "PERSONAL", "email": f"{slug}{number}@example.{dice.choice(('org', 'com', 'net'))}"}],
        "phones": [{"type": "MOBILE", "number": _digits(dice, land.mobile), "country": land.code}],
        "addresses": [_address(dice, land)],
        "consents": {"marketing": {"EMAIL": dice.choice(("ACCEPTED", "REJECTED"))}},
        "custom": {"club": {"level": dice.choice(("Bronze", "Silver", "Gold")), "score": dice.randint(0, 100)}},
    }
    if dice.random() < 0.2:
        made["zones"] = [{"id": dice.choice(ZONES), "expires_at": f"20{dice.randint(25, 29)}-12-31T00:00:00Z"}]
    if dice.random() < 0.3:
        made["affiliations"] = [{"organisation": dice.choice(ORGANISATIONS), "role": dice.choice(JOBS)}]
    return made


def _person(dice: random.Random, land: Land) -> dict[str, Any]:
    year, month, day = dice.randint(1935, 2008), dice.randint(1, 12), dice.randint(1, 28)
    return {
        "kind": "person",
        "title": dice.choice(("", "", "", "", "Dr", "Prof")),
        "first_name": dice.choice(land.first),
        "last_name": dice.choice(land.last),
        "job_title": dice.choice(JOBS),
        "company_name": f"{dice.choice(land.last)} {dice.choice(COMPANY_ENDINGS)}" if dice.random() < 0.5 else "",
        "demographics": {
            "gender": dice.choice(("FEMALE", "MALE", "OTHER", "")),
            "birth_date": {"year": year, "month": month, "day": day} if dice.random() < 0.8 else {"year": year},
            "country_of_residence": land.code,
        },
    }


def _company(dice: random.Random, land: Land) -> dict[str, Any]:
    return {
        "kind": "company",
        "company_name": f"{dice.choice(land.last)} {dice.choice(land.towns)} {dice.choice(COMPANY_ENDINGS)}",
        "website": "https://example.com",
        "company_profile": {
            "number_of_employees": dice.choice((3, 12, 48, 250, 4000)),
            "annual_turnover": str(dice.randint(50, 90_000) * 1000),
            "registration_country": land.code,
            "registration_number": f"HE{dice.randint(10_000, 999_999)}",
        },
    }


def _address(dice: random.Random, land: Land) -> dict[str, Any]:
    return {
        "type": dice.choice(("HOME", "BUSINESS")),
        "street_name": dice.choice(land.streets),
        "street_number": str(dice.randint(1, 240)),
        "town": dice.choice(land.towns),
        "postal_code": _digits(dice, land.postcode),
        "country": land.code,
    }


def _digits(dice: random.Random, pattern: str) -> str:
    return "".join(str(dice.randint(0, 9)) if c == "#" else c for c in pattern)


def _slug(name: object) -> str:
    plain = unicodedata.normalize("NFKD", str(name).lower().replace(" ", "."))
    return (
        "".join(c for c in plain if c.isascii() and (c.isalnum() or c == ".")).strip(".").replace("..", ".")[:40] or "p"
    )
