"""What a task raises to say what should happen next."""

from datetime import timedelta


class Retry(Exception):
    """Try again, not before ``after`` when given, else later each time.

    The text is kept with the job and shown to staff: it must not quote anybody's data.
    """

    def __init__(self, reason: str, *, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class Refused(Exception):
    """Trying again would not help. The text is kept with the job and must not quote anybody's data."""
