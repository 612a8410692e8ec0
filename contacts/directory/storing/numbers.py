"""ID-like numbers in full, for those who may see them; everywhere else they are masked."""

from collections.abc import Iterable
from typing import Any

import structlog
from django.db.models import QuerySet

from contacts.directory.models import SealedNumber
from contacts.directory.storing.writing import place
from contacts.history.actor import Actor
from contacts.tables.prepared import Prepared
from contacts.vault.seal import blind_index, unseal

log = structlog.get_logger("crm.numbers")


def reveal(*, contact: int, actor: Actor) -> dict[str, str]:
    """The numbers of a contact by slot (``id_card``, ``passport``, …); who asked is logged, what was read is not."""
    return reveal_all(contacts=[contact], actor=actor).get(contact, {})


def reveal_all(*, contacts: Iterable[int], actor: Actor) -> dict[int, dict[str, str]]:
    """The same of several contacts by their ids, in one statement; who has no numbers is left out."""
    found: dict[int, dict[str, str]] = {}
    for contact, uuid, slot, token in _sealed(list(contacts)):
        found.setdefault(contact, {})[slot] = unseal(token, place=place(str(uuid), slot))
    if found:
        who = {"actor": actor.kind, "actor_id": actor.id, "door": actor.door}
        log.info("numbers revealed", contacts=sorted(found), **who)
    return found


@Prepared
def _sealed(contacts: list[int]) -> QuerySet[SealedNumber, Any]:
    rows = SealedNumber.objects.filter(contact__in=contacts).order_by("slot")
    return rows.values_list("contact_id", "contact__uuid", "slot", "token")


def same(numbers: Iterable[tuple[int, str, str]]) -> set[tuple[int, str]]:
    """``(contact, slot)`` of those ``(contact, slot, number)`` that are stored just so, in one statement."""
    asked = {(contact, slot): number for contact, slot, number in numbers}
    rows = SealedNumber.objects.filter(contact__in={contact for contact, _ in asked})
    stored: dict[tuple[int, str], str] = {(row.contact_id, row.slot): row.index for row in rows}
    return {key for key, number in asked.items() if stored.get(key) == blind_index(number, slot=key[1])}
