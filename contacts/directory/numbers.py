"""ID-like numbers in full, for those who may see them; everywhere else they are masked."""

import structlog

from contacts.directory.models import SealedNumber
from contacts.directory.writing import place
from contacts.history.actor import Actor
from contacts.vault.seal import unseal

log = structlog.get_logger("crm.numbers")


def reveal(*, contact: int, actor: Actor) -> dict[str, str]:
    """The numbers of a contact by slot (``id_card``, ``passport``, …); who asked is logged, what was read is not."""
    rows = SealedNumber.objects.filter(contact=contact).select_related("contact").order_by("slot")
    found = {row.slot: unseal(row.token, place=place(str(row.contact.uuid), row.slot)) for row in rows}
    log.info("numbers revealed", contact=contact, actor=actor.kind, actor_id=actor.id, door=actor.door)
    return found
