"""HTML as it may be sent and shown: no scripts, no forms, no styles that cover anything."""

import html
import re

import nh3

BLOCKS = re.compile(r"<(?:/p|/div|/h[1-6]|/li|/tr|/table|/ul|/ol|br|hr)\b[^>]*>", re.IGNORECASE)
BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")


def cleaned(text: str) -> str:
    """``text`` without anything that could act; links keep only addresses of the web, mail and telephones."""
    return nh3.clean(text, url_schemes={"http", "https", "mailto", "tel"}, link_rel="noopener noreferrer")


def without_pictures(text: str) -> str:
    """For showing to staff: a picture would tell its sender that and where it was looked at."""
    return nh3.clean(text, tags=nh3.ALLOWED_TAGS - {"img"}, url_schemes={"http", "https", "mailto", "tel"})


def as_text(text: str) -> str:
    """What a mail program without HTML shows instead."""
    plain = html.unescape(nh3.clean(BLOCKS.sub("\n", text), tags=set()))
    return BLANK_LINES.sub("\n\n", plain).strip()
