"""What other parts of the room are told, within the same transaction: what a listener raises undoes the act."""

from django.dispatch import Signal

# Sent with ``account`` and ``except_session`` (the id of a session that may stay, or None) when a password, a proven
# address or the account itself changed: every other session and refresh token of the account must end now.
credentials_changed = Signal()


def end_sessions(account: object, *, except_session: int | None = None) -> None:
    """Tell those who keep sessions that all but ``except_session`` must end, in the caller's transaction."""
    credentials_changed.send(sender=type(account), account=account, except_session=except_session)
