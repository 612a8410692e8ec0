"""What a device is called in the list of sessions."""

import re

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


def device_name(agent: str) -> str:
    """A few words for a User-Agent header: ``Firefox on Linux``, the app's own name, or nothing."""
    agent = agent[:400]
    browser = next((name for name, sign in BROWSERS if re.search(sign, agent)), "")
    system = next((name for name, sign in SYSTEMS if re.search(sign, agent)), "")
    if browser:
        return f"{browser} on {system}" if system else browser
    product = PRODUCT.match(agent)
    return product[0].strip() if product else system
