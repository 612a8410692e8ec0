"""What a wire raises to say what should happen next; the sentences are read by staff and name nobody."""

from datetime import timedelta


class Later(Exception):
    """It may go another time, not before ``after`` when given."""

    def __init__(self, reason: str, *, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class Never(Exception):
    """Trying again would not help."""
