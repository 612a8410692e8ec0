"""What the operator decides about the portal."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from contacts.messages.options import SITE
from contacts.options import queries as decided
from contacts.options.declaration import Option, declare
from contacts.portal.frame import colour as colours
from contacts.record.errors import invalid

GROUP = "Portal"


def _check_colour(value: str) -> None:
    if not colours.is_colour(value):
        raise invalid("", "invalid", "Expected a colour as #rrggbb, for example #1d5c8f.")
    reached = colours.contrast(value, colours.WHITE)
    if reached < colours.LEAST_CONTRAST:
        right = colours.readable(value, on=[colours.WHITE], towards=colours.BLACK)
        raise invalid(
            "",
            "contrast",
            f"White letters on {value} have a contrast of {reached:.1f} to 1; {colours.LEAST_CONTRAST} are needed to "
            f"be readable. {right} would be right.",
        )


def _check_link(value: str) -> None:
    if value and (urlsplit(value).scheme != "https" or not urlsplit(value).hostname):
        raise invalid("", "invalid", "Expected an address that begins with https:// (or nothing).")


def _check_ways(value: list[str]) -> None:
    if not {"password", "code"} & set(value):
        raise invalid("", "invalid", "Expected password or code among them: a passkey is added by who is signed in.")


def _declared(name: str, label: str, default: str, help: str, check: Callable[[Any], None] | None = None) -> Option:
    return declare(Option(name=f"portal.{name}", label=label, default=default, help=help, group=GROUP, check=check))


NAME = _declared("name", "Name", "", "The name at the top of every page. Empty: the name in messages.")
COLOUR = _declared(
    "colour", "Colour", "#1d5c8f", "Buttons and links have it. White letters on it must be readable.", _check_colour
)
INTRO = declare(
    Option(
        name="portal.intro",
        label="Introduction",
        help="What customers read before they sign in; empty lines make paragraphs. Empty: a general sentence.",
        group=GROUP,
        default="",
        kind="long_text",
    )
)
REGISTRATION = declare(
    Option(
        name="portal.registration",
        label="Customers may register",
        help="Off: only who is invited, or whose address is known already, gets an account.",
        group=GROUP,
        default=True,
        kind="flag",
    )
)
WAYS = declare(
    Option(
        name="portal.ways",
        label="Ways to sign in",
        help="What the sign-in page offers. Providers are offered when they are set up.",
        group=GROUP,
        default=["password", "code", "passkey"],
        kind="choices",
        choices=(("password", "Password"), ("code", "Code by mail or SMS"), ("passkey", "Passkey")),
        check=_check_ways,
    )
)
TERMS = _declared("terms", "Terms", "", "Where your terms are read; registering asks to accept them.", _check_link)
PRIVACY = _declared("privacy", "Privacy notice", "", "Where your privacy notice is read.", _check_link)


def operator_name() -> str:
    """What customers know the operator by."""
    return str(decided.get(NAME).strip() or decided.get(SITE))
