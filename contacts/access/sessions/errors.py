"""Why somebody is not let in; the texts do not say more than the caller may know."""


class Refused(Exception):
    """No session: the token, code or account does not let anybody in. Sign in again (401)."""


class OutOfScope(Exception):
    """Signed in, but not for this (403)."""


class NotFresh(Exception):
    """The owner has to prove who they are again first."""
