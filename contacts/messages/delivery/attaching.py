"""Files that travel with a message."""

from collections.abc import Sequence

from django.db.models import QuerySet

from contacts.files import queries
from contacts.files.models import StoredFile
from contacts.messages.delivery.mail import Attachment
from contacts.messages.delivery.outcomes import Never


def missing(ids: Sequence[int], contact: int | None) -> list[int]:
    """Those of ``ids`` that are no files of this contact: what belongs to somebody else is as good as not there."""
    if not ids:
        return []
    known = set(_files(ids, contact).values_list("pk", flat=True))
    return [one for one in ids if one not in known]


def attached(ids: Sequence[int], contact: int | None) -> list[Attachment]:
    """Name, content and type of each file, in order; raises ``Never`` when one is gone."""
    found = {file.pk: file for file in _files(ids, contact)} if ids else {}
    if set(ids) - set(found):
        raise Never("A file that was attached is gone.")
    try:
        return [(found[one].name, b"".join(queries.open_(found[one])), found[one].media_type) for one in ids]
    except FileNotFoundError:
        raise Never("A file that was attached is gone.") from None


def _files(ids: Sequence[int], contact: int | None) -> QuerySet[StoredFile]:
    rows = queries.of_contact(contact) if contact is not None else StoredFile.objects.none()
    return rows.filter(pk__in=ids)
