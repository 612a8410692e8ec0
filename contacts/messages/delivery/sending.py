"""One message on its way: may it go, where to, over which wire, and what came of it."""

from datetime import datetime

from django.utils import timezone

from contacts.background.errors import Retry
from contacts.directory.reading import snapshots
from contacts.messages import options
from contacts.messages.delivery import claiming, gate, mail, reaching, sms
from contacts.messages.delivery.attaching import attached
from contacts.messages.delivery.outcomes import Later, Never
from contacts.messages.models import Channel, Communication, State
from contacts.messages.writing import sealing
from contacts.options import queries as decided
from contacts.record.contact import ContactRecord

WIRED = (Channel.EMAIL, Channel.SMS)


def deliver(communication_id: int, *, now: datetime | None = None) -> None:
    """Send a message that waits; nothing happens to one that does not. Raises ``Retry``; safe to be called twice."""
    now = now or timezone.now()
    row = Communication.objects.filter(pk=communication_id, state=State.PENDING).first()
    if row is None:
        return
    record = snapshots.records([row.contact_id]).get(row.contact_id) if row.contact_id else None
    if row.until <= now:
        why = f"Given up at the end of its time. {row.reason}".strip()
    else:
        why = gate.refusal(row, record) or _address(row, record)
    if why:
        claiming.close(row, state=State.REJECTED, reason=why, wipe=True, now=now)
    elif row.channel not in WIRED:
        claiming.close(row, state=State.COMPLETED, wipe=False, now=now)
    elif claiming.claim(row, now=now):
        _hand_over(row)
    else:
        raise Retry("Another worker is sending it.", after=claiming.HELD / 10)


def _address(row: Communication, record: ContactRecord | None) -> str:
    """Decide from and to whom, as things are now; returns why it cannot be."""
    if row.channel not in WIRED:
        return ""
    row.sender = mail.sender() if row.channel == Channel.EMAIL else decided.get(options.SMS_SENDER)
    row.recipient = row.recipient or (reaching.reach(record, row.channel) if record else "")
    return "" if row.recipient else reaching.NOWHERE[Channel(row.channel)]


def _hand_over(row: Communication) -> None:
    try:
        leaves = _transmit(row)
    except Never as never:
        claiming.close(row, state=State.REJECTED, reason=str(never), wipe=True)
    except Later as later:
        claiming.put_off(row, reason=str(later))
        raise Retry(str(later), after=later.after) from None
    except Exception:
        claiming.put_off(row, reason="A fault of ours kept it from being sent.")
        raise
    else:
        claiming.close(row, state=State.COMPLETED, wipe=leaves)


def _transmit(row: Communication) -> bool:
    """Put it on the wire; returns whether it really left. Raises ``Later`` or ``Never``."""
    whole = sealing.whole(row)
    if row.channel == Channel.EMAIL:
        mail.post(mail.built(row, whole, attached(row.attachments, row.contact_id)))
        return mail.leaves()
    provider = sms.provider()
    provider.send(sms.Sms(row.recipient, whole.content, row.sender, str(row.uuid)))
    return provider.leaves
