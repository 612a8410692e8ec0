"""Documents by mail."""

import hashlib

from django.core.files.base import ContentFile

from contacts.files import operations as files
from contacts.files import queries
from contacts.files.models import StoredFile
from contacts.files.printouts.operations import EntityType, render
from contacts.files.printouts.queries import language_of
from contacts.history.actor import Actor
from contacts.messages import operations
from contacts.messages.models import Communication


def mail(*, contact: int, entity_type: EntityType, id_: int, what: str, actor: Actor) -> Communication:
    """Send ``contact`` the document, called ``what`` (Invoice 1001), to its own address; it stays among its files.

    The caller says that the document is the contact's. Raises as ``printouts.operations.render`` and ``files.keep`` do.
    """
    pdf = render(entity_type, id_, language_of(contact))
    file = _kept(contact, f"{what}.pdf", pdf, actor)
    return operations.send(
        contact=contact, channel="EMAIL", template="files.printout", values={"what": what}, attachments=[file.pk],
        actor=actor,
    )  # fmt: skip


def _kept(contact: int, name: str, pdf: bytes, actor: Actor) -> StoredFile:
    """The document as a file: the one there is while nothing changed, so that asking twice takes no more room."""
    same = queries.of_contact(contact, seen_by_contact=True).filter(sha256=hashlib.sha256(pdf).hexdigest())
    return same.first() or files.keep(contact=contact, name=name, content=ContentFile(pdf), actor=actor)
