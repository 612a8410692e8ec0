"""The desk of wordings."""

from collections.abc import Mapping
from typing import Any, NoReturn

from django.db.models import F, Q

from contacts.consents import operations, queries
from contacts.consents.models import Wording
from contacts.history.actor import Actor
from contacts.staff.consents.forms import WordingForm
from contacts.staff.engine.declaration import Column, Desk, Fact, Pill, Tab
from contacts.staff.engine.writing import Room


def _publish(*, values: Mapping[str, Any], actor: Actor) -> Wording:
    return operations.publish(
        purpose=values["purpose"], language=values["language"], text=values["text"], actor=actor
    )  # fmt: skip


def _republish(key: int, *, values: Mapping[str, Any], actor: Actor) -> Wording:
    """Another text of the same purpose and language: the next version."""
    old = queries.wordings().get(pk=key)
    return operations.publish(
        purpose=old.purpose, language=old.language, text=values.get("text", old.text), actor=actor
    )  # fmt: skip


def _stays(*args: Any, **kwargs: Any) -> NoReturn:
    raise NotImplementedError("Wordings are never removed")


def _state(row: Any) -> Pill:
    return Pill(label="Current", tone="good") if row.version == row.newest else Pill(label="Replaced")


def _uses(row: Wording) -> tuple[Fact, ...]:
    count = row.events.count()
    answers = "answer refers" if count == 1 else "answers refer"
    return (Fact(text=f"{count:,} {answers} to it" if count else "No answer refers to it yet"),)


WORDINGS = Desk(
    slug="wordings",
    model=Wording,
    noun="wording",
    title="Wordings of consents",
    teach="What people read before they agree. Every answer remembers the version it was given to.",
    columns=(
        Column(name="name", label="Wording", kind="name", value=str, width="m"),
        Column(
            name="purpose", label="Purpose", value=Wording.get_purpose_display, sort="purpose", width="m", spare=True
        ),
        Column(name="state", label="State", kind="state", value=_state, width="s"),
        Column(name="text", label="Text", value=lambda row: row.text[:200], spare=True),
        Column(name="created_at", label="Published", kind="date", sort="created_at", width="s"),
        Column(name="created_by", label="By", width="m", spare=True),
    ),
    form=WordingForm,
    search=("text", "purpose", "language"),
    order="-created_at",
    icon="edit",
    tabs=(
        Tab(key="current", label="Current", only=Q(version=F("newest"))),
        Tab(key="all", label="All versions"),
    ),
    rows=queries.wordings,
    room=Room(create=_publish, change=_republish, remove=_stays, restore=_stays),
    deletes=False,
    facts=_uses,
)
