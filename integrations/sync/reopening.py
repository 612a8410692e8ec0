"""Taking back what staff decided about a value that both sides changed."""

from django.db import IntegrityError, transaction

from contacts.directory import operations as door
from contacts.history import queries as history
from contacts.history.actor import Actor
from contacts.record.errors import invalid
from contacts.record.parsing import codec
from integrations.sync import telling
from integrations.sync.models import Conflict

State = Conflict.State


def reopen(*, conflict: int, request: str, actor: Actor) -> Conflict:
    """Ask again what was decided; ``request`` is that of the actor who did, and what that took goes back.

    Raises ``Invalid`` at ``conflict`` when it is open, or was asked anew since.
    """
    with transaction.atomic():
        row = Conflict.objects.select_for_update(of=("self",)).select_related("contact", "connection").get(pk=conflict)
        if row.state not in (State.OURS, State.THEIRS, State.OTHER):
            raise invalid("conflict", "open", "It is to be decided already.")
        if row.state != State.OURS:
            _put_back(row.contact_id, request, actor)
        if row.state != State.THEIRS:
            telling.untell(row.connection, row.contact_id, row.their)
        row.state, row.resolved_at, row.resolved_by = State.OPEN, None, ""
        try:
            with transaction.atomic():
                row.save(update_fields=["state", "resolved_at", "resolved_by"])
        except IntegrityError:
            raise invalid("conflict", "asked_anew", "The same value is asked about anew already.") from None
    return row


def _put_back(contact: int, request: str, actor: Actor) -> None:
    """What taking theirs changed is again what it was; what others changed since stays."""
    taken = history.of_contact(contact).filter(request=request).first()
    if taken is not None:
        door.restore(contact=contact, to=taken.revision - 1, paths=tuple(codec.loads(taken.changes)), actor=actor)
