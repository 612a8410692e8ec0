"""The one place where the access room hands mails and text messages over."""

import datetime as dt
from collections.abc import Mapping

import pycountry
from django.conf import settings

from contacts.history.actor import SYSTEM, Actor
from contacts.messages import operations as messages
from contacts.record import choices

PORTAL = "/portal/"
PAGES = {"verify": "verify/", "reset": "reset/", "invite": "reset/"}  # of the portal, by the purpose of a link


def send(
    *, contact: int | None, to: str, channel: str, template: str, language: str = "",
    values: Mapping[str, str] | None = None, secrets: Mapping[str, str] | None = None,
    until: dt.datetime | None = None, actor: Actor = SYSTEM,
) -> None:  # fmt: skip
    """Leave a security message to ``to`` in the caller's transaction; consents do not stop it, and after
    ``until`` it is of no use any more."""
    messages.send(
        contact=contact, channel=channel, purpose="security", template=template, values=dict(values or {}),
        secrets=dict(secrets or {}), to=to, language=language, urgent=True, until=until, actor=actor,
    )  # fmt: skip


def link(purpose: str, token: str) -> str:
    """The address in a mail; its host is the installation's own, whatever host was asked."""
    return f"{page(PAGES[purpose])}?token={token}"


def page(name: str = "") -> str:
    """The address of a page of the portal."""
    return f"{settings.PUBLIC_BASE_URL}{PORTAL}{name}"


def language(code: str) -> str:
    """A browser's language (``el-CY``) as contacts have it (``ELL``); one that contacts cannot have is none."""
    first = code.replace("_", "-").partition("-")[0].strip().lower()
    if not first.isascii() or not first.isalpha() or len(first) not in (2, 3):
        return ""
    found = pycountry.languages.get(**{f"alpha_{len(first)}": first})
    three = found.alpha_3.upper() if found else ""
    return three if three in choices.languages() else ""
