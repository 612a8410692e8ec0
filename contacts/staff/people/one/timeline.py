"""A contact's history as sentences, and where each value came from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from django.urls import reverse
from django.utils import timezone

from contacts.history import queries as history
from contacts.history.models import Change, Happening
from contacts.record import choices
from contacts.record.changing import diff
from contacts.record.parsing import codec
from contacts.staff.drawing.cards import Event, FieldChange
from contacts.staff.people.fields import ALL, Field
from contacts.staff.people.one.parts import KINDS
from contacts.staff.people.own import own_fields
from contacts.staff.people.showing import Names, country_name, text_of

Own = Mapping[str, Field]  # custom fields by their paths
NO_OWN: Own = {}
SHOWN = 50
VERBS = {"created": "created the contact", "archived": "archived", "restored": "restored", "merged": "merged"}
DOORS = {
    "desk": "in the desk", "portal": "in the portal", "api": "by the API", "import": "by import",
    "command": "by command", "system": "automatically", "dialect": "by an API of another CRM",
    "sync": "from another system",
}  # fmt: skip
PAPERS = frozenset({"demographics.id_card", "demographics.passport"})
NUMBERS = frozenset({"demographics.social_security_number", "demographics.statutory_number"})
WITHHELD = "a number no longer shown"
HIDDEN = frozenset({"display_name", "whole_name", "created_at", "kept", "uuid", "is_archived"})  # the last is the verb


def entries(contact: int, *, before: int = 0) -> list[Change]:
    """The newest entries, those below revision ``before`` when it is given; one more than is shown."""
    rows = history.of_contact(contact)
    return list((rows.filter(revision__lt=before) if before else rows)[: SHOWN + 1])


def events(rows: Sequence[Change], *, names: Names, may_change: bool) -> list[Event]:
    """Entries of the journal as the timeline shows them."""
    own = changed_own(rows)
    return [_event(row, names, own, may_change) for row in rows]


def _event(row: Change, names: Names, own: Own, may_change: bool) -> Event:
    changes = codec.loads(row.changes)
    shown = tuple(
        FieldChange(
            label=label_of(path, own), old=told(path, old, names, own, was=True), new=told(path, new, names, own),
            restore_url=_restore_url(row, path) if may_change and path != "photo" else "",
        )
        for path, (old, new) in changes.items()
        if path and path.partition(".")[0] not in HIDDEN
    )  # fmt: skip
    count = len(shown)
    what = VERBS.get(row.action) or (f"changed {count} values" if count != 1 else "changed a value")
    whole = _version_url(row) if may_change and row.revision > 1 else ""
    return Event(
        who=row.actor_label or "Somebody", what=what, at=row.at, door=door(row), changes=shown, restore_url=whole
    )  # fmt: skip


def door(row: Change | Happening) -> str:
    """By which door somebody came, and which file, program or system that was, where their name does not say it."""
    detail = row.door_detail if row.door_detail != row.actor_label else ""
    return DOORS.get(row.door, row.door) + (f" ({detail})" if detail else "")


def _version_url(row: Change) -> str:
    """Where the whole contact goes back to what it was before this entry."""
    return reverse("staff:people-restore", args=(row.contact_id, row.revision - 1))


def _restore_url(row: Change, path: str) -> str:
    return f"{_version_url(row)}?path={path}"


def field_at(path: str, own: Own = NO_OWN) -> Field | None:
    """The declaration of the value at a path of the journal, where parts are named by their id."""
    head, _, rest = path.partition(".")
    if head in KINDS:
        return next((one for one in KINDS[head].fields if one.path == rest.partition(".")[2]), None)
    return ALL.get(path) or own.get(path)


class Changed(Protocol):
    """What holds changes: an entry of the journal, a row of an import."""

    @property
    def changes(self) -> Any:
        """Old and new by path, as JSON."""


def changed_own(rows: Iterable[Changed]) -> Own:
    """The custom fields of contacts by their paths; a statement when one of the rows changes any."""
    if not any('"custom.' in row.changes for row in rows):
        return NO_OWN
    return {field.path: field for _, field in own_fields()}


def pointed_at(rows: Iterable[Changed]) -> Iterator[tuple[Field, Any]]:
    """Old and new values that are ids of rows, so that their names can be read together with the record's own."""
    for row in rows:
        for path, pair in codec.loads(row.changes).items():
            head = path.partition(".")[0]
            for value in pair:
                if field := field_at(path):
                    yield field, value
                elif head in KINDS and isinstance(value, dict):
                    yield from ((field, value.get(field.path)) for field in KINDS[head].fields)


def differences(row: Changed, names: Names, own: Own) -> list[tuple[str, str, str]]:
    """Label, old and new of each value that a row changes, or would change."""
    return [
        (label_of(path, own), told(path, old, names, own, was=True), told(path, new, names, own))
        for path, (old, new) in codec.loads(row.changes).items()
        if path.partition(".")[0] not in HIDDEN
    ]


def label_of(path: str, own: Own = NO_OWN) -> str:
    """``emails.12.email`` is ``Email``, ``phones.4`` is ``Phones``, a value of the record has its own label."""
    if field := field_at(path, own):
        return field.label
    head = path.partition(".")[0]
    if head in KINDS:
        return KINDS[head].title
    if head in ("custom", "consents"):
        return ", ".join(choices.label(one) for one in path.split(".")[1:])
    return choices.label(path.rpartition(".")[2])


def told(path: str, value: Any, names: Names, own: Own = NO_OWN, *, was: bool = False) -> str:
    """One value as text; ``was`` marks an old one, of which no number of a person is shown, not even masked."""
    if value in (None, "", [], {}):
        return ""
    if path == "photo":
        return "a photo"  # its key says nothing to anybody
    if path in NUMBERS and was:
        return WITHHELD
    if path in PAPERS:
        return _paper(value, was=was)
    head, field = path.partition(".")[0], field_at(path, own)
    if head in KINDS and isinstance(value, dict):
        return KINDS[head].told(value, names) or codec.dumps(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field is not None and (field.kind == "partial" or not isinstance(value, (list, dict))):
        return text_of(field, value, names)
    if isinstance(value, list):
        known = names.get(field.of, {}) if field else {}
        return ", ".join(known.get(item, str(item)) if isinstance(item, int) else str(item) for item in value)
    return country_name(value) if path.endswith("country") else str(value)


def _paper(value: Mapping[str, Any], *, was: bool) -> str:
    """An identity paper: its number, where it is from, until when it holds."""
    number = value.get("number", "")
    until = f"until {value['expires_on']}" if value.get("expires_on") else ""
    country = country_name(value.get("country"))
    return ", ".join(filter(None, (WITHHELD if was and number else number, country, until)))


def sources(origins: Mapping[str, Change]) -> dict[str, str]:
    """Who set the value at each path, when and by which door, of ``origins``; a part came with its newest value.

    What came from another system has the name of its connection as the one who set it.
    """
    rows = {row.revision: row for row in origins.values()}
    said = {number: f"{row.actor_label or 'Somebody'} · {_when(row)} · {door(row)}" for number, row in rows.items()}
    found: dict[str, str] = {}
    for path, row in sorted(origins.items(), key=lambda pair: -pair[1].revision):
        found[path] = said[row.revision]
        head, _, rest = path.partition(".")
        if head in KINDS:
            found.setdefault(f"{head}.{rest.partition('.')[0]}", said[row.revision])
    return found


def source_of(found: Mapping[str, str], path: str) -> str:
    """The source of one value: of itself, or of what holds it; empty for what was never said."""
    return next((found[head] for head in diff.heads(path) if head in found), "")


def _when(row: Change) -> str:
    at = timezone.localtime(row.at)
    return f"{at.day} {at:%b %Y %H:%M}"
