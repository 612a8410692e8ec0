"""What goes wrong on the way out, by what helps against it. Sentences are for staff and quote nothing of the answer."""

NOT_FOUND = (404, 410)
NOWHERE = "There is no such system at this address. Is it the right one?"


class Trouble(Exception):
    """A call that had no use. ``status`` is of the answer, 0 when there was none."""

    def __init__(self, sentence: str, *, status: int = 0) -> None:
        super().__init__(sentence)
        self.status = status


class TryAgain(Trouble):
    """Asking again later may help: no answer, a broken one, 5xx, 408 or 429. It may have been done all the same.

    ``after`` are the seconds that the other side asked for.
    """

    def __init__(self, sentence: str, *, status: int = 0, after: float | None = None) -> None:
        super().__init__(sentence, status=status)
        self.after = after


class Declined(Trouble):
    """The other side understood and said no; somebody must change the contact or the connection first."""


class NotAdmitted(Declined):
    """The other side does not know the account, or does not let it do this (401, 403)."""


class Unknown(Declined):
    """The other side has no such contact. ``status`` is 404 or 410 where no more than that tells it."""
