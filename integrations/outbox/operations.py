"""What staff and programs ask of the outbox: send again, give up, send now, send everything, prove that it works."""

import time

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from msgspec import Struct

from contacts.background import operations as background
from contacts.background.errors import Refused
from contacts.directory.finding.filtering import parse_stored
from contacts.directory.models import Contact
from contacts.directory.queries import found
from contacts.history.actor import Actor
from contacts.record.errors import invalid
from contacts.vault.seal import SealBroken
from integrations.connections.models import Connection, ExternalId, Lane
from integrations.connections.operations import say_again
from integrations.dialects.registry import CONNECTORS
from integrations.outbox.leaving.waking import wake_dispatchers
from integrations.outbox.leaving.writing import write_in_bulk
from integrations.outbox.models import GIVEN_UP, Delivery, Kind, State
from integrations.outbox.sending.dispatching import connector_of
from integrations.outbox.sending.outcomes import crossing, wait_again
from integrations.wire.outbound.troubles import NOWHERE, Trouble, Unknown

ENDED = (*GIVEN_UP, State.SKIPPED, State.DONE)
BATCH = 500
MOST_WAITING = 2_000  # of a full push at a time: the rest stays where it is, among the contacts
PAUSE_SECONDS = 0.5


class Health(Struct, frozen=True):
    """Whether a connection works, in a sentence for staff."""

    is_well: bool
    sentence: str


def replay(*, delivery: int, actor: Actor) -> Delivery:
    """Send one again that has ended, from its first try on; raises ``Invalid``, ``Delivery.DoesNotExist``.

    What the other side deleted is made there again: whoever says so wants it there.
    """

    def work() -> bool:
        row = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery)
        if row.state not in ENDED:
            raise invalid("delivery", "waiting", "It has not ended yet: it is sent by itself.")
        _want_there(row.connection_id, row.contact_id, whole=row.state not in GIVEN_UP)
        _again(row, by=actor.label)
        return True

    crossing(work)
    wake_dispatchers()
    return Delivery.objects.get(pk=delivery)


def replay_all(*, connection: int, actor: Actor) -> int:
    """Have everything of a connection sent again that was given up or set aside; returns how many that is."""
    with transaction.atomic():
        background.enqueue(name="outbox.replay", args={"connection": connection, "by": actor.label})
        return _given_up(connection).count()


def replay_everything(*, connection: int, by: str) -> None:
    """The job of ``replay_all``."""
    ids = list(_given_up(connection).order_by("pk").values_list("pk", flat=True))
    for done, pk in enumerate(ids, 1):
        crossing(lambda pk=pk: _again_if_given_up(pk, by))  # type: ignore[misc]
        background.report_progress(done, len(ids))
    wake_dispatchers()


def _given_up(connection: int) -> QuerySet[Delivery]:
    return Delivery.objects.filter(connection=connection, state__in=GIVEN_UP)


def _again_if_given_up(pk: int, by: str) -> bool:
    row = Delivery.objects.select_for_update(of=("self",)).filter(pk=pk, state__in=GIVEN_UP).first()
    if row is not None:
        _want_there(row.connection_id, row.contact_id, whole=False)
        _again(row, by=by)
    return row is not None


def _again(row: Delivery, *, by: str) -> None:
    row.attempts = row.deaths = 0
    row.first_tried_at = row.finished_at = row.last_status = None
    row.last_error = f"Sent again by {by}."[:500]
    wait_again(row, due=timezone.now())


def _want_there(connection: int, contact: int | None, *, whole: bool) -> None:
    """Forget that the other side has it already, or deleted it: that one is searched there before it is made anew.

    The ``whole`` contact is said then; otherwise what they lack, and the whole only where they lack nothing.
    """
    if contact is None:
        return
    known = ExternalId.objects.filter(connection=connection, contact=contact)
    if whole or known.filter(revision__gte=F("contact__revision")).exists():
        say_again(connection, contact, "")
    known.filter(gone_at__isnull=False).update(theirs=None, gone_at=None, revision=0)


def discard(*, delivery: int, actor: Actor) -> Delivery:
    """Let one go that waits or was given up; raises ``Invalid`` while it is being sent, ``Delivery.DoesNotExist``."""
    with transaction.atomic():
        row = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery)
        if row.state not in (State.WAITING, *GIVEN_UP):
            raise invalid("delivery", "not_waiting", "It is being sent, or was done.")
        row.state, row.finished_at = State.SKIPPED, timezone.now()
        row.last_error = f"Discarded by {actor.label}."[:500]
        row.save()
    return row


def send_now(*, contact: int, connection: int, actor: Actor) -> Delivery:
    """Have a contact sent to one connection, at once and although it was given up or the other side deleted it."""
    now = timezone.now()
    revision = Contact.objects.values_list("revision", flat=True).get(pk=contact)
    with transaction.atomic():
        _want_there(connection, contact, whole=True)
        write_in_bulk(connection_id=connection, contacts=[(contact, revision)], now=now)
        row = Delivery.objects.get(connection=connection, contact=contact, state=State.WAITING, kind=Kind.CONTACT)
        row.due, row.in_bulk = now, False
        row.save(update_fields=["due", "in_bulk"])
        transaction.on_commit(wake_dispatchers)
    return row


def send_all(*, connection: int, actor: Actor) -> int:
    """Have every contact sent that the other side does not have as it is; returns the id of the job that does it."""
    with transaction.atomic():
        Lane.objects.filter(pk=connection, pushed_to=None).update(pushed_to=0)
        return background.enqueue(name="outbox.send_all", args={"connection": connection}).pk


def push_everything(*, connection: int) -> None:
    """The job of ``send_all``: leave deliveries in batches, and go on where it was after an interruption."""
    row = Connection.objects.filter(pk=connection).first()
    if row is None:
        raise Refused("There is no such connection any more.")
    lacking, done, total = _lacking(row), 0, None
    while (at := Lane.objects.values_list("pushed_to", flat=True).get(pk=connection)) is not None:
        total = lacking.filter(pk__gt=at).count() if total is None else total
        if Delivery.objects.filter(connection=connection, state=State.WAITING, in_bulk=True).count() >= MOST_WAITING:
            time.sleep(PAUSE_SECONDS)
            continue
        some = list(lacking.filter(pk__gt=at).order_by("pk").values_list("pk", "revision")[:BATCH])
        with transaction.atomic():
            if some:
                write_in_bulk(connection_id=connection, contacts=some, now=timezone.now())
                transaction.on_commit(wake_dispatchers)
            Lane.objects.filter(pk=connection).update(pushed_to=some[-1][0] if some else None)
        done += len(some)
        background.report_progress(done if some else total, total)


def _lacking(row: Connection) -> QuerySet[Contact]:
    """Contacts that the connection is about and that the other side does not have as they are."""
    where = parse_stored(row.where) if row.where else None
    link = ExternalId.objects.filter(connection=row.pk, contact=OuterRef("pk"))
    has_it = link.filter(Q(gone_at__isnull=False) | Q(revision__gte=OuterRef("revision"), again=[]))
    return found(where=where).filter(~Exists(has_it))


def test(*, connection: int, actor: Actor) -> Health:
    """Ask the other side whether the account works, and keep what it said; raises ``Connection.DoesNotExist``."""
    health = _asked(Connection.objects.get(pk=connection))
    now = timezone.now()
    if health.is_well:
        Lane.objects.filter(pk=connection).update(failures=0, open_until=None, last_success_at=now, last_error="")
        wake_dispatchers()
    else:
        Lane.objects.filter(pk=connection).update(last_failure_at=now, last_error=health.sentence[:500])
    return health


def _asked(row: Connection) -> Health:
    if row.dialect not in CONNECTORS:
        return Health(is_well=False, sentence="Systems of this kind cannot be called.")
    try:
        connector_of(row).test()
    except SealBroken:
        return Health(is_well=False, sentence="The secrets of the connection cannot be opened. Enter them again.")
    except Trouble as trouble:
        return Health(is_well=False, sentence=NOWHERE if isinstance(trouble, Unknown) else str(trouble))
    return Health(is_well=True, sentence="It works.")
