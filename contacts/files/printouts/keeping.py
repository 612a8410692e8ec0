"""Documents kept as files of their contact, so that they can be fetched later or travel with a message."""

import hashlib

from django.core.files.base import ContentFile

from contacts.files import operations as files
from contacts.files import queries
from contacts.files.models import StoredFile
from contacts.files.printouts.operations import EntityType, render
from contacts.files.printouts.queries import language_of
from contacts.history.actor import Actor


def keep(*, contact: int, entity_type: EntityType, id_: int, name: str, actor: Actor) -> StoredFile:
    """The PDF called ``name`` of what belongs to ``contact``, in its language; the same file while nothing changes.

    Raises as ``render`` and ``files.operations.keep`` do.
    """
    content = render(entity_type, id_, language_of(contact))
    same = queries.of_contact(contact, seen_by_contact=True).filter(sha256=hashlib.sha256(content).hexdigest())
    return same.first() or files.keep(
        contact=contact, name=f"{name}.pdf", content=ContentFile(content, name=f"{name}.pdf"), actor=actor
    )
