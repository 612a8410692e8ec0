"""What a worker does with one delivery: load everything fresh, call without a transaction open, write the outcome."""

import time
import traceback

import msgspec
import structlog
from django.db import DatabaseError, OperationalError, close_old_connections

from contacts.directory.finding.filtering import compiled, parse_stored
from contacts.directory.queries import found
from contacts.directory.reading import snapshots
from contacts.history.models import Change
from contacts.record.errors import Invalid
from contacts.vault.seal import SealBroken
from integrations.connections.models import Connection
from integrations.connections.queries import account
from integrations.dialects.registry import CONNECTORS
from integrations.outbox.models import Delivery, Kind, State
from integrations.outbox.saying.contacting import ContactDelivery, deliver_contact
from integrations.outbox.sending import outcomes
from integrations.outbox.sending.claiming import Claim
from integrations.outbox.sending.outcomes import Outcome, of_trouble, refused, skipped
from integrations.wire.outbound.connector import Connector, Event
from integrations.wire.outbound.line import Line
from integrations.wire.outbound.troubles import Trouble

PAUSE_SECONDS = 0.5

log = structlog.get_logger("crm.outbox")


def deliver(claim: Claim, *, patience: float = 0.0) -> None:
    """Try one delivery and write down how it ended, for which a database that is away has ``patience`` seconds.

    Raises ``DatabaseError`` when it does not come back: what became of the call is then found by the next try.
    """
    row = Delivery.objects.select_related("connection").filter(pk=claim.delivery, lease=claim.lease).first()
    if row is None or row.state != State.SENDING:
        return
    began = time.perf_counter()
    try:
        outcome = _tried(row, claim)
    except SealBroken:
        outcome = refused("The secrets of the connection cannot be opened. Enter them again.", called=False)
    except DatabaseError:
        raise  # the delivery stays as it is until it is taken back
    except Exception as error:  # ours, of whatever kind: it may pass, and must not take the dispatcher with it
        log.exception("delivery failed", delivery=row.pk, connection=row.connection_id)
        outcome = Outcome(state=State.WAITING, sentence=_place(error))
    outcome = msgspec.structs.replace(outcome, ms=round((time.perf_counter() - began) * 1000, 1))
    if not _written(claim, outcome, until=time.monotonic() + patience):
        log.warning("a delivery was taken over by another worker", delivery=row.pk)


def _written(claim: Claim, outcome: Outcome, *, until: float) -> bool:
    while True:
        try:
            return outcomes.write(claim, outcome)
        except OperationalError:
            if time.monotonic() > until:
                raise
            close_old_connections()
            time.sleep(PAUSE_SECONDS)


def connector_of(row: Connection) -> Connector:
    """What calls a connection's other side; raises ``LookupError`` for a dialect that is not called, ``SealBroken``."""
    return CONNECTORS[row.dialect](Line(account(row)))


def _tried(row: Delivery, claim: Claim) -> Outcome:
    if row.connection.dialect not in CONNECTORS:
        return refused("Systems of this kind cannot be called.", called=False)
    connector = connector_of(row.connection)
    try:
        outcome = _sent(row, claim, connector)
    except Trouble as trouble:
        outcome = of_trouble(trouble)
    is_heard = connector.line.answered > 0 and outcome.is_sick and outcome.state == State.WAITING
    return msgspec.structs.replace(outcome, status=outcome.status or connector.line.status, is_heard=is_heard)


def _sent(row: Delivery, claim: Claim, connector: Connector) -> Outcome:
    if row.kind == Kind.TEST:
        connector.test()
        return Outcome(state=State.DONE)
    if (reason := _left_out(row)) is not None:
        return reason
    if row.kind == Kind.EVENT:
        return _tell(connector, row)
    return deliver_contact(ContactDelivery(row, claim, connector))


def _left_out(row: Delivery) -> Outcome | None:
    """Why the contact is none that the connection is about; one that is archived goes from there in any case."""
    if not row.connection.where:
        return None
    try:
        where = parse_stored(row.connection.where)
    except Invalid:
        return refused("The filter of the connection cannot be read. Save it again.", called=False)
    mine = found(archived=None).filter(pk__in=[row.contact_id])
    if mine.filter(compiled(where)).exists():
        return None
    if row.kind == Kind.CONTACT and mine.filter(is_archived=True).exists():
        return None
    return skipped("The filter of the connection leaves the contact out.")


def _tell(connector: Connector, row: Delivery) -> Outcome:
    change = Change.objects.filter(pk__in=[row.change]).first()
    if change is None:
        return skipped("The change is not known any more.")
    event = Event(
        id=f"evt_{change.pk}", delivery=str(row.uuid), name=row.event, at=change.at, contact_id=change.contact_id,
        revision=change.revision, actor=change.actor_label, door=change.door, changes=change.changes,
        contact=snapshots.text(change.contact_id),
    )  # fmt: skip
    connector.tell(event)
    return Outcome(state=State.DONE, revision=change.revision)


def _place(error: Exception) -> str:
    """Type and place of an error of ours; its text may quote somebody's data."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"An error of this program: {type(error).__name__} in {frame.name}, line {frame.lineno}."
