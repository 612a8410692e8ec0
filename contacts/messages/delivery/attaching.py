"""Files that travel with a message."""

from collections.abc import Sequence

from contacts.messages.delivery.mail import Attachment
from contacts.messages.delivery.outcomes import Never


def missing(ids: Sequence[int], contact: int | None) -> list[int]:
    """Those of ``ids`` that are no files of this contact: what belongs to somebody else is as good as not there."""
    return list(ids)


def attached(ids: Sequence[int], contact: int | None) -> list[Attachment]:
    """Name, content and type of each file, in order; raises ``Never`` when one is gone."""
    if missing(ids, contact):
        raise Never("A file that was attached is gone.")
    return []
