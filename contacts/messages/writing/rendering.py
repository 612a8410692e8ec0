"""Filling in: ``{name}`` becomes a value, in one pass, and nothing else in a text has a meaning."""

import re
from collections.abc import Iterable, Mapping

from contacts.messages import options
from contacts.messages.writing.languages import words
from contacts.options import queries as decided
from contacts.record.contact import ContactRecord

NAME = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
DOTS = "••••••"
MOST_NAME = 60
# What makes a name a message of its own: anybody can register a stranger's address under any name.
SUSPICIOUS = re.compile(r"[/:@<>{}\\]|\w\.\w|www|http", re.IGNORECASE)


def filled(text: str, values: Mapping[str, str]) -> str:
    """``text`` with its names replaced; a name without a value stays as it is written."""
    return NAME.sub(lambda found: values.get(found[1], found[0]), text)


def unknown_names(text: str, known: Iterable[str]) -> list[str]:
    """Names that a text holds and nobody would fill in."""
    allowed = set(known)
    return [name for name in dict.fromkeys(NAME.findall(text)) if name not in allowed]


def standard(record: ContactRecord | None, language: str) -> dict[str, str]:
    """The values every text may hold: greeting, name, site."""
    name = _spoken_name(record)
    greeting = words(language).GREETING if name else words(language).GREETING_NOBODY
    return {"greeting": filled(greeting, {"name": name}), "name": name, "site": decided.get(options.SITE)}


def _spoken_name(record: ContactRecord | None) -> str:
    name = (record.first_name or record.display_name) if record else ""
    return "" if len(name) > MOST_NAME or SUSPICIOUS.search(name) else name
