"""Where values came from: the entry of the journal that set each of them."""

from collections.abc import Iterable

from django.db import connection

from contacts.history.models import Change
from contacts.record.changing import diff
from contacts.record.parsing import codec

MOST = 5_000  # entries of a contact that are looked through, the newest; it takes PostgreSQL some 5 µs for each
TOLD = ("id", "revision", "at", "actor_kind", "actor_id", "actor_label", "door", "door_detail")
LATEST = "SELECT revision, changes FROM contacts_change WHERE contact_id = %s ORDER BY revision DESC"
# The paths that an entry speaks of, and those of them that are asked for, given as a list.
NAMED = {
    "postgresql": ("json_object_keys(changes::json) AS key", "key = ANY(%s)"),
    "sqlite": ("json_each(changes)", "key IN (SELECT value FROM json_each(%s))"),
}


def origins(contact: int, paths: Iterable[str]) -> dict[str, Change]:
    """The newest entry that spoke of the value at each of ``paths`` (``emails.12.email``), or of what holds it.

    One statement, whose answer is as long as ``paths`` and not as the history. What an entry changed is not read. A
    value that none of the newest ``MOST`` spoke of is left out.
    """
    heads = {path: tuple(diff.heads(path)) for path in paths}
    newest = _newest(contact, sorted({head for found in heads.values() for head in found}))
    entries = {path: [newest[head] for head in found if head in newest] for path, found in heads.items()}
    return {path: max(found, key=lambda row: row.revision) for path, found in entries.items() if found}


def _newest(contact: int, wanted: list[str]) -> dict[str, Change]:
    keys, among = NAMED[connection.vendor]
    rows = Change.objects.raw(
        f"SELECT {', '.join(f'entry.{name}' for name in TOLD)}, path"  # noqa: S608 - names alone
        f" FROM (SELECT key AS path, MAX(revision) AS newest FROM ({LATEST} LIMIT {MOST:d}) AS latest, {keys}"
        f" WHERE {among} GROUP BY key) AS said"
        " JOIN contacts_change AS entry ON entry.contact_id = %s AND entry.revision = said.newest",
        [contact, wanted if connection.vendor == "postgresql" else codec.dumps(wanted), contact],
    )
    return {vars(row)["path"]: row for row in rows}
