"""From the desk to the door: who acts, a change that minds what others did meanwhile, and how it is undone."""

import json
from typing import Any

from django.http import HttpRequest

from contacts.directory import operations
from contacts.directory.commands import Archive, Saved, Stale, Unarchive
from contacts.history import queries as history
from contacts.history.actor import Actor
from contacts.history.models import Change
from contacts.record.errors import FieldError, Invalid
from contacts.record.parsing import codec
from contacts.record.parsing.parse import parse_patch


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in staff user, acting by the desk's door."""
    return Actor(kind="staff", id=request.user.pk, label=str(request.user), door="desk")


class Overtaken(Invalid):
    """Somebody else changed the very value meanwhile; ``revision`` is the newest, for saving over it knowingly."""

    def __init__(self, path: str, change: Change) -> None:
        self.revision = change.revision
        new = [pair[1] for at, pair in codec.loads(change.changes).items() if touches(path, at)]
        what = f" to “{new[0]}”" if new and isinstance(new[0], (str, int, float)) else ""
        sentence = (
            f"{change.actor_label or 'Somebody'} changed this{what} meanwhile. Save again to put yours in its place."
        )
        super().__init__([FieldError(path, "stale", sentence)])


def touches(path: str, other: str) -> bool:
    """Whether a change at one path concerns the other."""
    return path == other or path.startswith(f"{other}.") or other.startswith(f"{path}.") or other == ""


def change(
    request: HttpRequest, *, contact: int, patch: dict[str, Any], paths: tuple[str, ...], revision: int | None
) -> Saved:
    """Apply ``patch``, which speaks of ``paths`` as they were at ``revision``.

    Raises ``Invalid``, ``Overtaken`` when one of those changed since, ``NotFound``. What others changed elsewhere
    in the contact is no conflict: it stays, and so does this.
    """
    parsed = parse_patch(patch)
    while True:
        try:
            return operations.update(contact=contact, patch=parsed, actor=actor_of(request), revision=revision)
        except Stale as exc:
            for entry in history.of_contact(contact).filter(revision__gt=revision or 0):
                for path in paths:
                    if any(touches(path, at) for at in codec.loads(entry.changes)):
                        raise Overtaken(path, entry) from None
            revision = exc.current


def undoing(contact: int, to: int, paths: tuple[str, ...]) -> str:
    """What undoing a change needs to know."""
    return json.dumps({"contact": contact, "to": to, "paths": paths})


def undo(request: HttpRequest, payload: str) -> str:
    """Carry out an undo that was kept; returns the sentence to show."""
    asked = json.loads(payload)
    if "unarchive" in asked:
        return bring_back(request, asked["unarchive"])
    operations.restore(contact=asked["contact"], to=asked["to"], paths=asked["paths"], actor=actor_of(request))
    return "Undone."


def archive(request: HttpRequest, contacts: list[int]) -> tuple[list[Saved], str]:
    """Put contacts away; what undoing that needs comes with them."""
    outcomes = operations.apply([Archive(id_) for id_ in dict.fromkeys(contacts)], actor=actor_of(request))
    saved = [outcome for outcome in outcomes if isinstance(outcome, Saved) and outcome.action == "archived"]
    return saved, json.dumps({"unarchive": [outcome.record.id for outcome in saved]})


def bring_back(request: HttpRequest, contacts: list[int]) -> str:
    """Take contacts out of the archive; returns the sentence to show."""
    outcomes = operations.apply([Unarchive(id_) for id_ in dict.fromkeys(contacts)], actor=actor_of(request))
    count = sum(isinstance(outcome, Saved) for outcome in outcomes)
    return "Brought back." if count == 1 else f"Brought back {count} contacts."
