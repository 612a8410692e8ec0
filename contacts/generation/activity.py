"""What a team did with made-up contacts of late, so that timelines, sources of values and the dashboard have a past."""

import datetime as dt
import random
from typing import Any

from django.utils import timezone

from contacts.directory import operations as door
from contacts.directory.commands import Update
from contacts.directory.models import Contact
from contacts.generation.words import JOBS, STATUSES, TAGS
from contacts.history.actor import Actor
from contacts.record.parsing.parse import parse_patch

TEAM = ("Maria Georgiou", "Tom Parkes", "Anneliese Weiß", "Élodie Moreau")
DAYS, SITTINGS, MOST_AT_ONCE, MOST = 90, 60, 6, 3000
NOTES = (
    "Prefers to be called in the afternoon.",
    "Met at the spring fair; wants the new price list.",
    "Asked for invoices by post.",
    "Moving to a new office in the autumn, ask for the address.",
)


def live(*, seed: int, now: dt.datetime | None = None) -> None:
    """Let the team edit contacts over the last ``DAYS`` days, more often lately; the same edits for the same seed."""
    dice, now = random.Random(f"activity/{seed}"), now or timezone.now()  # noqa: S311 - not a secret
    made = list(Contact.objects.order_by("id").values_list("id", "created_at")[:MOST])
    moments = sorted(
        now - dt.timedelta(days=DAYS * dice.random() ** 1.6, minutes=dice.randint(5, 600)) for _ in range(SITTINGS)
    )
    for moment in moments:
        who = dice.choice(TEAM)
        actor = Actor(kind="staff", label=who, door=dice.choice(("desk", "desk", "desk", "api")))
        there = [id_ for id_, created_at in made if created_at < moment]
        chosen = dice.sample(there, min(len(there), dice.randint(1, MOST_AT_ONCE)))
        door.apply([Update(id_, parse_patch(_edit(dice))) for id_ in chosen], actor=actor, now=moment)


def _edit(dice: random.Random) -> dict[str, Any]:
    """One thing, or two, that somebody learned about a contact."""
    known: list[dict[str, Any]] = [
        {"status": dice.choice([status for status in STATUSES if status])},
        {"job_title": dice.choice(JOBS)},
        {"notes": dice.choice(NOTES)},
        {"tags": dice.sample(TAGS, 2)},
        {"life_cycle_state": "FINANCIAL"},
        {"phones": [{"type": "LANDLINE", "number": f"020 7946 0{dice.randint(100, 999)}", "country": "GB"}]},
        {"consents": {"marketing": {"SMS": dice.choice(("ACCEPTED", "REJECTED"))}}},
    ]
    first, second = dice.sample(known, 2)
    return first | (second if dice.random() < 0.3 else {})
