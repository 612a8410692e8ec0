"""How runs, findings and conflicts are shown, in plain words."""

from typing import Any

from contacts.staff.engine.declaration import Pill
from contacts.staff.frame.addresses import contact_url
from contacts.staff.people.one.timeline import label_of, told
from integrations.sync.models import OPEN, Conflict, Finding, Kind, Phase, Run, State

STATES = {
    State.WAITING: Pill(label="Waiting", tone="info"),
    State.RUNNING: Pill(label="Running", tone="info"),
    State.ASKING: Pill(label="Needs you", tone="warn"),
    State.DONE: Pill(label="Done", tone="good"),
    State.FAILED: Pill(label="Failed", tone="bad"),
    State.CANCELLED: Pill(label="Stopped"),
}
TITLES = {
    Kind.FIRST: "Fetch all", Kind.CHANGES: "Fetch changes", Kind.RECONCILE: "Compare", Kind.MEND: "Mend",
}  # fmt: skip
PHASES = {
    Phase.THEIRS: "Reading the contacts there.", Phase.ABSENT: "Looking for contacts that are there no more.",
    Phase.OURS: "Looking for contacts that were never there.",
}  # fmt: skip
FETCHED = {
    "seen": "Looked at", "created": "New here", "updated": "Changed here", "unchanged": "The same already",
    "linked": "Found to be ours", "archived": "Archived here", "conflicts": "For you to decide", "refused": "Refused",
}  # fmt: skip
NOTHING = {
    Kind.FIRST: "There was nothing to fetch: they listed no contacts.",
    Kind.CHANGES: "There was nothing to fetch: they listed no changes.", Kind.MEND: "There was nothing to mend.",
}  # fmt: skip
COMPARED = {
    "seen": "Looked at", "unchanged": "The same", "drifted": "Differ", "missing": "On one side only",
    "refused": "Could not be read",
}  # fmt: skip
RARE = {"passed": "Sent by us meanwhile"}
FOUND = {
    Finding.Kind.REFUSED: Pill(label="Refused", tone="bad"),
    Finding.Kind.UNREAD: Pill(label="Read in part", tone="warn"),
    Finding.Kind.AMBIGUOUS: Pill(label="May be several", tone="warn"),
    Finding.Kind.DRIFT: Pill(label="Differs", tone="warn"),
    Finding.Kind.ONLY_THERE: Pill(label="Only there", tone="info"),
    Finding.Kind.ONLY_HERE: Pill(label="Only here", tone="info"),
    Finding.Kind.GONE: Pill(label="Deleted there", tone="bad"),
    Finding.Kind.EXAMPLE: Pill(label="Would change", tone="info"),
}
HINTS = {
    Finding.Kind.ONLY_THERE: "We do not have it. Taking theirs brings it here.",
    Finding.Kind.ONLY_HERE: "They do not have it. Sending ours makes it there.",
    Finding.Kind.GONE: "They deleted it.",
    Finding.Kind.AMBIGUOUS: "Several of ours look like it. Merge those that are one, and fetch again.",
}
EXAMPLES = {"created": "Would be new", "archived": "Would be archived"}
MENDED = Pill(label="Mended", tone="good")


def run_line(run: Run) -> dict[str, Any]:
    """A run as a line of a list."""
    changed = run.created + run.updated + run.archived
    if run.kind == Kind.RECONCILE:
        told_of = f"{run.drifted + run.missing:,} differ"
    else:
        told_of = f"{changed:,} {'would change' if run.dry_run else 'changed'}"
    return {
        "run": run, "title": title_of(run), "state": STATES[State(run.state)], "running": run.state in OPEN,
        "told": f"{run.seen:,} looked at, {told_of}",
    }  # fmt: skip


def title_of(run: Run) -> str:
    """What a run does."""
    return TITLES[Kind(run.kind)] + (", dry" if run.dry_run else "")


def figures_of(run: Run) -> list[tuple[str, str, int]]:
    """Name, label and count of what a run counted; what hardly ever happens only when it did."""
    names = COMPARED if run.kind == Kind.RECONCILE else FETCHED
    rare = {name: label for name, label in RARE.items() if getattr(run, name)}
    return [(name, label, getattr(run, name)) for name, label in (names | rare).items()]


def sentence_of(run: Run) -> str:
    """How a run does, in a sentence; what ended it has a place of its own."""
    if run.state == State.WAITING:
        return "It begins as soon as a worker is free."
    if run.state == State.RUNNING:
        return PHASES[Phase(run.phase)]
    if run.state == State.ASKING:
        return "It stopped before archiving anything, since many of our contacts are missing in their list."
    if run.state == State.CANCELLED:
        return "It was stopped. What is in stays in."
    if run.state == State.FAILED:
        return "It could not go on. What is in stays in."
    if run.kind in NOTHING and not (run.seen or run.archived):
        return NOTHING[Kind(run.kind)]
    if run.dry_run:
        return "Nothing was stored: this is what would become of it."
    return "Nothing was changed on either side." if run.kind == Kind.RECONCILE else "Everything is in."


def finding_line(row: Finding, *, may_see: bool) -> dict[str, Any]:
    """A finding as a row; values only for those who may see contacts."""
    pill = MENDED if row.state == Finding.State.MENDED else FOUND[Finding.Kind(row.kind)]
    if row.outcome in EXAMPLES:
        pill = Pill(label=EXAMPLES[row.outcome], tone="info")
    return {
        "row": row, "state": pill, "compares": row.kind == Finding.Kind.DRIFT,
        "choose": may_see and row.kind == Finding.Kind.DRIFT and row.state == Finding.State.OPEN,
        "url": contact_url(row.contact_id) if row.contact_id and may_see else "",
        "name": str(row.contact) if row.contact and may_see else "",
        "values": [(one["label"], one["ours"], one["theirs"]) for one in difference_lines(row)] if may_see else [],
        "hint": "" if row.reasons or row.values else HINTS.get(Finding.Kind(row.kind), ""),
        "reasons": [(label_of(one["path"]) if one["path"] else "", one["message"]) for one in row.reasons],
    }  # fmt: skip


def difference_lines(row: Finding) -> list[dict[str, Any]]:
    """The values of a finding with their labels, each with both sides."""
    return [
        {
            "path": path, "label": label_of(path) if path != "display_name" else "Name",
            "ours": told(path, ours, {}), "theirs": told(path, theirs, {}),
        }
        for path, (ours, theirs) in row.values.items()
    ]  # fmt: skip


def conflict_line(row: Conflict) -> dict[str, Any]:
    """A conflict as a row of the queue."""
    return {
        "row": row, "label": label_of(row.path), "contact_url": contact_url(row.contact_id),
        "ours": told(row.path, row.ours, {}), "theirs": told(row.path, row.theirs, {}),
        "base": told(row.path, row.base, {}),
    }  # fmt: skip
