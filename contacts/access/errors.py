"""What entrances are told when somebody may not come in; none of these says whether an account exists."""


class Wrong(Exception):
    """The one refusal for an unknown name, a wrong password or code, a lock, and an account that is closed."""

    def __init__(self) -> None:
        super().__init__("The user name, password or code is not right, or may not be used now.")


class CodeNeeded(Exception):
    """No password was given: ask for a one-time code (``codes.operations.ask``)."""


class TooMany(Exception):
    """This network address tried too often, whatever it tried; ``wait`` is in seconds. Status 429."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(f"Too many tries from this address. Try again in {wait} seconds.")


class Busy(Exception):
    """More passwords wait to be checked than can be; nothing was tried. Status 429, ``wait`` in seconds."""

    wait = 2

    def __init__(self) -> None:
        super().__init__("Too many people are signing in at this moment. Try again in a few seconds.")


class Gone(Exception):
    """A link that was used, has expired, was replaced, or never was one of ours."""

    def __init__(self) -> None:
        super().__init__("This link can no longer be used. Ask for a new one.")


class ReauthNeeded(Exception):
    """Signed in too long ago for this; let the person prove themselves again (five minutes count)."""

    def __init__(self) -> None:
        super().__init__("Sign in again to do this.")


class Refused(Exception):
    """This does not sign anybody in, or no longer: a token that is not in force, a proof that does not hold (401)."""


class OutOfScope(Exception):
    """Signed in, but not for this: a device in the WiFi, or somebody who must change their password first (403)."""
