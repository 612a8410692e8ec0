"""The files of one contact as their tab shows them."""

from typing import Any

from django.http import HttpRequest

from contacts.files import queries
from contacts.files.judging.kinds import KIND_NAMES
from contacts.files.models import StoredFile
from contacts.files.options import MOST_BYTES
from contacts.options import queries as options
from contacts.staff.people.one.record import Record

SHOWN = 500


def kind(file: StoredFile) -> str:
    """What a file is, in a word: ``PDF``, ``Picture``, ``Table``."""
    return KIND_NAMES.get(file.media_type) or KIND_NAMES.get(file.media_type.partition("/")[0]) or "File"


def context(request: HttpRequest, record: Record) -> dict[str, Any]:
    """The newest files; with where new ones go for those who may change the contact."""
    rows = [(file, kind(file)) for file in queries.of_contact(record.id)[:SHOWN]]
    url = record.url("files") if record.may_change else ""
    return {"files": rows, "files_url": url, "most_mib": options.get(MOST_BYTES)}
