"""Who knocks: what every entrance knows of a request before anybody is signed in."""

from msgspec import Struct

from contacts.history.actor import Actor, Door


class Caller(Struct, frozen=True, kw_only=True):
    """``ip`` is REMOTE_ADDR (proxies are settled by then); ``app`` names the app or API key, empty in the portal.

    ``device`` is the token that ``owners.devices.remember`` gave this browser earlier, ``language`` an ISO 639 code.
    """

    ip: str
    device: str | None = None
    app: str = ""
    language: str = ""
    agent: str = ""
    door: Door = "portal"
    door_detail: str = ""

    def acting(self, contact: int | None = None) -> Actor:
        """The caller as one who acts for the contact whose account it uses."""
        return Actor(kind="contact", id=contact, label="Customer", door=self.door, door_detail=self.door_detail)
