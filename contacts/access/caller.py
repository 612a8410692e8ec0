"""Who knocks: what every entrance knows of a request before anybody is signed in."""

import re

from msgspec import Struct

from contacts.history.actor import Actor, Door

SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("ChromeOS", r"CrOS"),
    ("Mac", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux|X11"),
)
BROWSERS = (  # most of them also say Chrome, and all of those say Safari
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
PRODUCT = re.compile(r"[A-Za-z0-9 ._-]{1,40}")


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

    @property
    def device_name(self) -> str:
        """A few words for the User-Agent header: ``Firefox on Linux``, the app's own name, or nothing."""
        agent = self.agent[:400]
        browser = next((name for name, sign in BROWSERS if re.search(sign, agent)), "")
        system = next((name for name, sign in SYSTEMS if re.search(sign, agent)), "")
        if browser:
            return f"{browser} on {system}" if system else browser
        product = PRODUCT.match(agent)
        return product[0].strip() if product else system
