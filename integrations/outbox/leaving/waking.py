"""The hint that a delivery waits; losing it costs at most one look at the table."""

from contacts.background import wake

KEY = "crm:wake:outbox"


def wake_dispatchers() -> None:
    """Make a dispatcher look at once. Without Redis they look every 100 ms by themselves."""
    wake.hint(KEY)
