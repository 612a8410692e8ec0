"""Why an outside address was not reached; none of the texts quotes what the other side sent."""


class OutsideProblem(Exception):
    """Nothing usable came back."""


class Forbidden(OutsideProblem):
    """The address may not be asked at all. Asking again does not help; somebody must change the address."""


class Unreachable(OutsideProblem):
    """The other side did not answer properly or in time. Asking again later may help."""


class TooLong(OutsideProblem):
    """The other side sent more than is read."""
