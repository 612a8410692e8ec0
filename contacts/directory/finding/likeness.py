"""Likely duplicates of a contact about to be created: the same email, the same phone, or the same name and town."""

from collections.abc import Iterable

from django.conf import settings
from django.db import connection
from msgspec import Struct

from contacts.directory.finding import search
from contacts.directory.models import Contact
from contacts.record.cleaning.clean import phone
from contacts.record.errors import Invalid

MOST = 5


class Likely(Struct, frozen=True):
    """A contact that may be the same, and what speaks for it."""

    id: int
    name: str
    code: str
    why: tuple[str, ...]


def likely(
    *,
    emails: Iterable[str] = (),
    phones: Iterable[tuple[str, str | None]] = (),
    name: str = "",
    town: str = "",
    but: int = 0,
) -> list[Likely]:
    """At most five contacts, those with most in common first; three indexed look-ups and one for their names.

    ``phones`` are numbers as typed with their country; archived contacts and ``but`` are left out.
    """
    why: dict[int, list[str]] = {}
    for reason, found in (
        ("same email", _by_email(emails)),
        ("same phone", _by_phone(phones)),
        ("same name and town" if town else "same name", _by_name(name, town)),
    ):
        for contact in found:
            if contact != but and reason not in why.setdefault(contact, []):
                why[contact].append(reason)
    if not why:
        return []
    rows = Contact.objects.filter(pk__in=why, is_archived=False).values_list("pk", "display_name", "code")
    for pk, shown, _ in rows:
        if not _is_namesake(shown, name):
            why[pk] = [reason for reason in why[pk] if not reason.startswith("same name")]
    known = [Likely(pk, shown, code, tuple(why[pk])) for pk, shown, code in rows if why.get(pk)]
    return sorted(known, key=lambda one: (-len(one.why), one.id))[:MOST]


def _by_email(emails: Iterable[str]) -> list[int]:
    return _with("contacts_contactemail", "UPPER(email)", {email.strip().upper() for email in emails if "@" in email})


def _by_phone(phones: Iterable[tuple[str, str | None]]) -> list[int]:
    return _with("contacts_contactphone", "e164", {e164 for phone in phones if (e164 := _e164(*phone))})


def _with(table: str, column: str, wanted: set[str]) -> list[int]:
    """Contacts whose ``column`` is one of ``wanted``; every creation asks, and composing this takes twice as long."""
    if not wanted:
        return []
    places = ", ".join(["%s"] * len(wanted))
    with connection.cursor() as cursor:
        statement = f"SELECT contact_id FROM {table} WHERE {column} IN ({places}) LIMIT {MOST * 4}"  # noqa: S608 - ours
        cursor.execute(statement, list(wanted))
        return [contact for (contact,) in cursor.fetchall()]


def _e164(number: str, country: str | None) -> str:
    try:
        return phone(number, country or settings.DEFAULT_COUNTRY)[1]
    except Invalid:
        return ""


def _is_namesake(shown: str, name: str) -> bool:
    """Emails and employers are searched as well, and neither makes a namesake."""
    return all(word in search.fold(shown) for word in search.words(name))


def _by_name(name: str, town: str) -> list[int]:
    """Two words at least, or a name would be like half of everybody."""
    if len(search.words(name)) < 2:
        return []
    rows = search.matching(f"{name} {town}")
    return list(rows.values_list("contact_id", flat=True)[: MOST * 4])
